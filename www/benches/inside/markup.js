// What the bench that looks inside consists of.

import { seedMarkup } from '../../ui/seed.js';

/** An arrow between two layers. @param {string} map @param {string} direction */
const arrow = (map, direction) =>
  `<span class="arrow ${direction === 'up' ? 'of-bottom-up' : 'of-top-down'}" data-map="${map}" role="img"><svg viewBox="0 0 24 34"
    aria-hidden="true"><path d="${direction === 'up' ? 'M12 33V3M4 12l8-10 8 10' : 'M12 1v30M4 22l8 10 8-10'}"/></svg><b>${map}</b></span>`;

/** A latent layer above the maps that lead to it. @param {string} layer h1, h2, … */
export const layerMarkup = (layer) => `
    <figure class="stack-${layer === 'h1' ? 'h1' : 'h2'} of-${layer}" data-layer="${layer}"><div class="units"><canvas
        id="inside-${layer}" class="map" role="img" tabindex="0"></canvas><i class="mark" hidden></i></div><figcaption><span
        id="inside-${layer}-name"></span></figcaption></figure>
    <div class="arrow-row" data-layer="${layer}">${arrow(layer.replace('h', 'f'), 'up')}${arrow(layer.replace('h', 'g'), 'down')}</div>`;

export const MARKUP = `
<section class="panel inside-network" aria-labelledby="inside-network-title">
  <h2 id="inside-network-title" data-t="inside.network"></h2>
  <p class="lead" data-t="inside.network.lead"></p>
  <p id="inside-empty" class="why" role="status"></p>
  <div class="row">
    <label class="field inside-wide"><span data-t="inside.input"></span><select id="inside-input">
      <option value="clean" data-t="inside.input.clean"></option><option value="spoilt"
          data-t="inside.input.spoilt"></option></select></label>
    <div class="row shown" role="radiogroup" data-t-label="inside.shown">
      <label><input type="radio" name="inside-shown" value="intact"><span data-t="inside.intact"></span></label>
      <label><input type="radio" name="inside-shown" value="lesioned"><span data-t="inside.lesioned"></span></label>
    </div>
  </div>
  <div class="time" role="group" data-t-label="inside.time">
    <button type="button" id="inside-play" data-shortcut="play" class="primary" data-t="inside.play"></button>
    <input type="range" id="inside-cursor" data-shortcut="scrub" min="0" max="0" value="0" step="1" data-t-label="inside.cursor">
    <output id="inside-at"></output>
  </div>
  <div class="stack">
    ${layerMarkup('h2')}${layerMarkup('h1')}
    <div class="stack-x">
      <figure class="of-x"><canvas id="inside-x" class="picture" role="img" data-t-label="inside.x"></canvas><figcaption
          data-t="inside.x"></figcaption></figure>
      <figure class="of-x"><canvas id="inside-x-hat" class="picture" role="img" data-t-label="inside.x-hat"></canvas><figcaption
          data-t="inside.x-hat"></figcaption></figure>
    </div>
  </div>
  <p class="legend"><span>0</span><i class="cividis" aria-hidden="true"></i><span id="inside-most">–</span></p>
</section>
<section class="panel inside-unit" aria-labelledby="inside-unit-title">
  <h2 id="inside-unit-title" data-t="inside.unit"></h2>
  <div class="row">
    <label class="field"><span data-t="inside.unit.layer"></span><select
        id="inside-layer"></select></label>
    <label class="field"><span data-t="inside.unit.number"></span><input type="number" id="inside-unit" min="0" step="1"></label>
    <button type="button" id="inside-silence"></button>
  </div>
  <div class="fields">
    <figure class="of-bottom-up"><canvas id="inside-up" class="signed" role="img" data-t-label="inside.unit"></canvas>
        <figcaption><span></span></figcaption></figure>
    <figure class="of-top-down"><canvas id="inside-down" class="signed" role="img" data-t-label="inside.unit"></canvas>
        <figcaption><span></span></figcaption></figure>
    <figure class="of-bottom-up"><canvas id="inside-encoder" class="signed" role="img" data-t-label="inside.unit"></canvas>
        <figcaption><span></span></figcaption></figure>
    <figure class="of-top-down"><canvas id="inside-decoder" class="signed" role="img" data-t-label="inside.unit"></canvas>
        <figcaption><span></span></figcaption></figure>
  </div>
  <p class="legend"><span data-t="inside.negative"></span><i class="signed-scale" aria-hidden="true"></i><span
      data-t="inside.positive"></span></p>
  <h3 data-t="inside.drivers"></h3>
  <ol id="inside-drivers" class="drivers"></ol>
</section>
<section class="panel inside-lesions" aria-labelledby="inside-lesions-title">
  <h2 id="inside-lesions-title" data-t="inside.lesions"></h2>
  <p class="lead" data-t="inside.lesions.lead"></p>
  <div id="inside-lesions" class="settings-list"></div>
  <p id="inside-silent" class="counter"></p>
  <div class="row">
    ${seedMarkup('inside')}
  </div>
</section>
<section class="panel inside-effect" aria-labelledby="inside-effect-title">
  <h2 id="inside-effect-title" data-t="inside.effect"></h2>
  <table id="inside-effect"></table>
  <h3 data-t="inside.trace"></h3>
  <div id="inside-trace" class="plot" role="img" data-t-label="inside.trace.label"></div>
  <p class="legend series"><span class="of-line-1" data-t="inside.intact"></span><span class="of-line-2 dashed"
      data-t="inside.lesioned"></span></p>
  <div class="sr-only"><table id="inside-trace-table"></table></div>
</section>
<section class="panel inside-honesty" aria-labelledby="inside-honesty-title">
  <h2 id="inside-honesty-title" data-t="inside.honesty"></h2>
  <p class="lead" data-t="inside.honesty.lead"></p>
  <div id="inside-honesty" class="plot" role="img" data-t-label="inside.honesty.label"></div>
  <p class="legend series"><span class="of-x"></span><span class="of-h1 dashed"></span><span class="of-h2 dotted"></span></p>
  <p class="lead" data-t="inside.honesty.negative"></p>
  <div class="sr-only"><table id="inside-honesty-table"></table></div>
</section>
<section class="panel inside-settings" aria-labelledby="inside-settings-title">
  <h2 id="inside-settings-title" data-t="inside.settings"></h2>
  <div id="inside-settings" class="settings-list"></div>
</section>
`;
