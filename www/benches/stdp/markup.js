// What the bench on spikes consists of.

import { seedMarkup } from '../../ui/seed.js';

/** The settings of an experiment: some in sight, the rest folded. @param {string} name @param {string} label */
const settings = (name, label) => `
  <div id="stdp-${name}-settings" class="settings-list" role="group" data-t-label="${label}"></div>
  <details class="stdp-advanced"><summary data-t="stdp.advanced"></summary>
    <div id="stdp-${name}-advanced" class="settings-list" role="group" data-t-label="stdp.advanced"></div></details>`;

export const MARKUP = `
<section class="panel stdp-controls" aria-labelledby="stdp-title">
  <h2 id="stdp-title" data-t="stdp.title"></h2>
  <p class="lead" data-t="stdp.claim"></p>
  <div class="row actions">
    <button type="button" id="stdp-play" data-shortcut="play" class="primary" data-t="stdp.play"></button>
    <button type="button" id="stdp-step" data-shortcut="step" data-t="stdp.step"></button>
    <button type="button" id="stdp-reset" data-shortcut="reset" data-t="stdp.reset"></button>
  </div>
  <div class="row">
    <label class="field stdp-wide"><span data-t="stdp.speed"></span><select id="stdp-speed">
      <option value="one-by-one" data-t="stdp.speed.one-by-one"></option><option value="growing" selected
          data-t="stdp.speed.growing"></option><option value="fast" data-t="stdp.speed.fast"></option></select></label>
    ${seedMarkup('stdp')}
  </div>
  <div class="row">
    <label class="field stdp-wide"><span data-t="stdp.pairing"></span><select id="stdp-pairing">
      <option value="nearest" data-t="stdp.pairing.nearest"></option><option value="all-to-all"
          data-t="stdp.pairing.all-to-all"></option></select></label>
    <label class="field stdp-wide"><span data-t="stdp.drift"></span><select id="stdp-drift">
      <option value="normal" data-t="stdp.drift.normal"></option><option value="uniform" data-t="stdp.drift.uniform"></option><option
          value="laplace" data-t="stdp.drift.laplace"></option></select></label>
  </div>
  ${settings('curve', 'stdp.settings')}
</section>
<section class="panel stdp-trial" aria-labelledby="stdp-trial-title">
  <h2 id="stdp-trial-title" data-t="stdp.trial.title"></h2>
  <p class="lead" data-t="stdp.trial.help"></p>
  <h3 data-t="stdp.trial.spikes"></h3>
  <div class="stdp-raster"><span data-t="stdp.trial.raster.axis"></span><canvas id="stdp-raster" role="img"
      data-t-label="stdp.trial.raster"></canvas></div>
  <h3 data-t="stdp.trial.voltage"></h3>
  <div id="stdp-voltage" class="plot" role="img" data-t-label="stdp.trial.voltage"></div>
  <p class="legend series"><span class="of-line-1" data-t="stdp.trial.rising"></span><span class="of-line-2"
      data-t="stdp.trial.falling"></span><span class="dashed" data-t="stdp.threshold"></span></p>
  <p id="stdp-trial-said" class="counter"></p>
  <h3 data-t="stdp.weight.title"></h3>
  <div id="stdp-weight" class="plot stdp-low" role="img" data-t-label="stdp.weight.label"></div>
</section>
<section class="panel stdp-curve" aria-labelledby="stdp-curve-title">
  <h2 id="stdp-curve-title" data-t="stdp.curve.title"></h2>
  <p id="stdp-problem" class="why" role="status"></p>
  <div id="stdp-curve" class="plot stdp-tall" role="img" data-t-label="stdp.curve.label"></div>
  <p class="legend series"><span class="of-line-1 dot" data-t="stdp.curve.mean"></span><span class="of-line-2"
      data-t="stdp.curve.fit"></span><span id="stdp-hand-line"></span></p>
  <p id="stdp-counter" class="counter"></p>
  <div class="scroll" tabindex="0" role="region" data-t-label="stdp.curve.fit"><table id="stdp-fit" class="stdp-table"></table></div>
  <p class="note" data-t="stdp.fit.source"></p>
  <h3 data-t="stdp.hand.title"></h3>
  <p class="note" data-t="stdp.hand.help"></p>
  <label class="slider stdp-hand pre"><span data-t="stdp.hand.pre"></span><input type="range" id="stdp-pre" min="-50" max="50" step="1"
      value="0"><output></output></label>
  <label class="slider stdp-hand post"><span data-t="stdp.hand.post"></span><input type="range" id="stdp-post" min="-50" max="50" step="1"
      value="12"><output></output></label>
  <p id="stdp-hand-said" class="counter"></p>
  <div class="sr-only"><table id="stdp-table"></table></div>
</section>
<section class="panel stdp-descent" aria-labelledby="stdp-descent-title">
  <div>
    <h2 id="stdp-descent-title" data-t="stdp.descent.title"></h2>
    <p class="lead" data-t="stdp.descent.claim"></p>
    <div class="row actions"><button type="button" id="stdp-descent-play" class="primary" data-t="stdp.play"></button>
      <button type="button" id="stdp-descent-reset" data-t="stdp.reset"></button></div>
    ${settings('descent', 'stdp.descent.settings')}
  </div>
  <div class="stdp-cosine">
    <h3 data-t="stdp.descent.cosine"></h3>
    <div id="stdp-cosine" class="plot stdp-tall" role="img" data-t-label="stdp.descent.cosine.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.descent.cosine.line"></span><span class="dashed"
        data-t="stdp.descent.cosine.good"></span></p>
  </div>
  <div class="stdp-error">
    <h3 data-t="stdp.descent.error"></h3>
    <div id="stdp-error" class="plot stdp-tall" role="img" data-t-label="stdp.descent.error.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.descent.eq1"></span><span class="dashed"
        data-t="stdp.descent.delta"></span><span class="of-line-2" data-t="stdp.descent.reversed"></span></p>
  </div>
  <p id="stdp-descent-said" class="counter"></p>
  <p id="stdp-descent-problem" class="why" role="status"></p>
</section>
<section class="panel stdp-pair" aria-labelledby="stdp-pair-title">
  <div>
    <h2 id="stdp-pair-title" data-t="stdp.pair.title"></h2>
    <p class="lead" data-t="stdp.pair.claim"></p>
    <div class="row actions"><button type="button" id="stdp-pair-play" class="primary" data-t="stdp.play"></button>
      <button type="button" id="stdp-pair-reset" data-t="stdp.reset"></button></div>
    <label class="check"><input type="checkbox" id="stdp-dale"><span data-t="stdp.pair.dale"></span></label>
    ${settings('spiking_pair', 'stdp.pair.settings')}
  </div>
  <div class="stdp-pair-errors">
    <h3 data-t="stdp.pair.chart"></h3>
    <div id="stdp-pair-error" class="plot stdp-tall" role="img" data-t-label="stdp.pair.label"></div>
    <p id="stdp-pair-legend" class="legend series"></p>
    <table id="stdp-pair-table" class="stdp-table"></table>
  </div>
  <div class="stdp-pair-pictures">
    <h3 data-t="stdp.pair.pictures"></h3>
    <div id="stdp-pictures" class="grid stdp-pictures" role="group" data-t-label="stdp.pair.pictures"></div>
  </div>
  <p id="stdp-pair-said" class="counter"></p>
  <p id="stdp-pair-problem" class="why" role="status"></p>
</section>
<section class="panel stdp-reward" aria-labelledby="stdp-reward-title">
  <div>
    <h2 id="stdp-reward-title" data-t="stdp.reward.title"></h2>
    <p class="lead" data-t="stdp.reward.claim"></p>
    <p class="note" data-t="stdp.reward.ours"></p>
    <div class="row actions"><button type="button" id="stdp-reward-play" class="primary" data-t="stdp.play"></button>
      <button type="button" id="stdp-reward-reset" data-t="stdp.reset"></button></div>
    ${settings('reward', 'stdp.reward.settings')}
  </div>
  <div class="stdp-reward-learned">
    <h3 data-t="stdp.reward.learned"></h3>
    <p class="note" data-t="stdp.reward.task"></p>
    <div id="stdp-reward-learned" class="plot stdp-tall" role="img" data-t-label="stdp.reward.learned.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.reward.told"></span><span class="of-line-1 dotted"
        data-t="stdp.reward.recent"></span><span class="dashed" data-t="stdp.reward.chance"></span><span class="key of-line-2 dash-dot"
        data-t="stdp.reward.punished"></span></p>
  </div>
  <div class="stdp-reward-curve">
    <h3 data-t="stdp.reward.curve"></h3>
    <p class="note" data-t="stdp.reward.curve.help"></p>
    <div id="stdp-reward-curve" class="plot stdp-tall" role="img" data-t-label="stdp.reward.curve.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.reward.better"></span><span class="of-line-2 dashed"
        data-t="stdp.reward.worse"></span><span class="dotted" data-t="stdp.reward.any"></span></p>
    <p id="stdp-reward-areas" class="counter"></p>
  </div>
  <div class="stdp-reward-spikes">
    <h3 data-t="stdp.reward.spikes"></h3>
    <div id="stdp-reward-spikes" class="plot" role="img" data-t-label="stdp.reward.spikes.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.reward.yes"></span><span class="of-line-2 dashed"
        data-t="stdp.reward.no"></span></p>
  </div>
  <div class="stdp-reward-cosine">
    <h3 data-t="stdp.descent.cosine"></h3>
    <div id="stdp-reward-cosine" class="plot" role="img" data-t-label="stdp.reward.cosine.label"></div>
    <p class="legend series"><span class="of-line-1" data-t="stdp.descent.cosine.line"></span></p>
  </div>
  <p id="stdp-reward-said" class="counter"></p>
  <p id="stdp-reward-problem" class="why" role="status"></p>
</section>
`;
