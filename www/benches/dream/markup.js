// What the dream bench consists of.

import { seedMarkup } from '../../ui/seed.js';

const SOURCES = ['drawing', 'chain'].map((source) => `<option value="${source}" data-t="dream.source.${source}"></option>`).join('');

export const MARKUP = `
<section class="panel dream-controls" aria-labelledby="dream-title">
  <h2 id="dream-title" data-t="dream.title"></h2>
  <p class="lead" data-t="dream.lead"></p>
  <div class="field"><span id="dream-count-label" data-t="dream.count"></span>
    <div class="counts" id="dream-count" role="group" aria-labelledby="dream-count-label"></div></div>
  <label class="field"><span data-t="dream.sampler"></span><select id="dream-sampler"
      aria-describedby="dream-sampler-help"></select></label>
  <p id="dream-sampler-help" class="help"></p>
  <p class="note" data-t="dream.goes-with"></p>
  <div class="row">
    <label class="field"><span data-t="dream.prior"></span><select id="dream-prior">
      <option value="mixture" data-t="dream.prior.mixture"></option><option value="gaussian"
          data-t="dream.prior.gaussian"></option></select></label>
    <label class="field"><span data-t="dream.digit"></span><select id="dream-digit"></select></label>
  </div>
  <div class="row">
    ${seedMarkup('dream')}
  </div>
</section>
<section class="panel dream-transport" data-t-label="dream.time">
  <button type="button" id="dream-play" data-shortcut="play" class="primary" data-t="dream.play"></button>
  <button type="button" id="dream-step" data-shortcut="step" data-t="time.step"></button>
  <button type="button" id="dream-reset" data-shortcut="reset" data-t="time.reset"></button>
  <output id="dream-counter"></output>
  <label class="field speed"><span data-t="time.speed"></span><select id="dream-speed" data-t-title="time.speed.help">
    <option value="2" data-t="dream.speed.slow"></option><option value="12" data-t="time.normal"></option><option value="60"
        data-t="time.fast"></option></select></label>
</section>
<section class="panel generated" aria-labelledby="dream-grid-title">
  <h2 id="dream-grid-title"><span data-t="dream.grid"></span> <small data-t="dream.grid.help"></small></h2>
  <div id="generated" class="grid" role="group" data-t-label="dream.grid"></div>
  <p id="dream-reads" class="counter"></p>
  <div class="row dead"><p id="dream-dead"></p><button type="button" id="dream-restart" data-t="dream.restart"
      data-t-title="dream.restart.help"></button></div>
  <p id="dream-problem" class="why" role="status"></p>
</section>
<section class="panel dream-settings" aria-labelledby="dream-settings-title">
  <h2 id="dream-settings-title" data-t="dream.settings"></h2>
  <div id="dream-settings" class="settings-list"></div>
</section>
<section class="panel dream-mixing" aria-labelledby="dream-mixing-title">
  <h2 id="dream-mixing-title" data-t="dream.mixing"></h2>
  <p class="lead" id="dream-mixing-lead"></p>
  <p id="dream-unmixed" class="note" data-t="dream.mixing.none"></p>
  <div id="dream-mixed">
  <h3 data-t="dream.autocorrelation"></h3>
  <div id="dream-autocorrelation" class="plot" role="img" data-t-label="dream.autocorrelation.label"></div>
  <div class="sr-only"><table id="dream-autocorrelation-table"></table></div>
  <h3><span data-t="dream.occupancy"></span> <output id="dream-most"></output></h3>
  <ol id="dream-occupancy" class="reads" start="0" data-t-label="dream.occupancy.label"></ol>
  <dl id="dream-numbers"></dl>
  </div>
</section>
<section class="panel dream-chain" aria-labelledby="dream-chain-title">
  <h2 id="dream-chain-title"></h2>
  <p class="lead" data-t="dream.film.help"></p>
  <div id="dream-film" class="film" role="img" data-t-label="dream.film.empty"></div>
  <div class="row"><button type="button" id="dream-send" data-t="dream.send"></button></div>
</section>
<section class="panel dream-morph" aria-labelledby="dream-morph-title">
  <h2 id="dream-morph-title" data-t="dream.morph"></h2>
  <p class="lead" data-t="dream.morph.lead"></p>
  <div class="row">
    <label class="field"><span data-t="dream.morph.from"></span><select id="dream-morph-from">${SOURCES}</select></label>
    <label class="field"><span data-t="dream.morph.to"></span><select id="dream-morph-to">${SOURCES}</select></label>
    <button type="button" id="dream-morph-go" data-t="dream.morph.go"></button>
  </div>
  <h3 class="of-h2" data-t="dream.morph.h2"></h3>
  <div id="dream-morph-h2" class="film" role="img" data-t-label="dream.morph.h2"></div>
  <h3 class="of-x" data-t="dream.morph.pixels"></h3>
  <div id="dream-morph-pixels" class="film" role="img" data-t-label="dream.morph.pixels"></div>
</section>
<section class="panel dream-along" aria-labelledby="dream-along-title">
  <h2 id="dream-along-title" data-t="dream.along"></h2>
  <p class="lead" data-t="dream.along.lead"></p>
  <div class="along">
    <figure><canvas id="dream-along-picture" class="picture" role="img" data-t-label="dream.along"></canvas><figcaption><span
        id="dream-along-reads"></span></figcaption></figure>
    <div>
      <label class="field"><span data-t="dream.along.base"></span><select id="dream-along-base">
        <option value="mean" data-t="dream.source.mean"></option>${SOURCES}</select></label>
      <div id="dream-along-sliders"></div>
      <button type="button" id="dream-along-reset" data-t="dream.along.reset"></button>
    </div>
  </div>
</section>
`;
