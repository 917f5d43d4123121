// What the bench that denoises consists of.

import { seedMarkup } from '../../ui/seed.js';

export const MARKUP = `
<section class="panel draw" aria-labelledby="draw-title">
  <div class="heading"><h2 id="draw-title" data-t="draw.title"></h2>
    <label class="check" data-t-title="live.help"><input type="checkbox" id="live" data-t-title="live.help"> <span
        data-t="live.label"></span></label></div>
  <canvas id="ink" class="picture" width="560" height="560" tabindex="0" role="img"
    aria-describedby="ink-help" data-t-label="draw.canvas"></canvas>
  <p id="ink-help" class="sr-only" data-t="draw.help"></p>
  <p id="ink-full" class="why" role="status"></p>
  <div class="row tools" role="group" data-t-label="draw.tools">
    <button type="button" data-tool="pen" aria-pressed="true" data-t="draw.pen"></button>
    <button type="button" data-tool="eraser" aria-pressed="false" data-t="draw.eraser"></button>
    <button type="button" data-tool="undo" data-t-title="draw.undo.help" data-t="draw.undo"></button>
    <button type="button" data-tool="clear" data-t="draw.clear"></button>
  </div>
  <label class="slider"><span data-t="draw.brush"></span><input type="range" id="pen-width"><output></output></label>
  <div class="digits" role="group" data-t-label="draw.examples"></div>
  <div class="row own"><button type="button" id="open-picture" data-t-title="own.help" data-t="own.open"></button> <small
      data-t="own.hint"></small>
    <input type="file" id="picture-file" accept="image/*" hidden></div>
  <p id="own-problem" class="why" role="status"></p>
</section>
<section class="panel spoil" aria-labelledby="spoil-title">
  <h2 id="spoil-title" data-t="spoil.title"></h2>
  <div class="row">
    <label class="field"><span data-t="spoil.kind"></span><select id="corruption" data-t-title="spoil.kind.help"></select></label>
    ${seedMarkup('corruption')}
  </div>
  <label class="slider"><span data-t="spoil.strength"></span><input type="range" id="corruption-strength"><output></output></label>
  <div class="row mode" role="radiogroup" data-t-label="mode.label">
    <label><input type="radio" name="mode" value="denoise"><span><span data-t="mode.denoise"></span> <small
        data-t="mode.denoise.help"></small></span></label>
    <label><input type="radio" name="mode" value="inpaint"><span><span data-t="mode.inpaint"></span> <small
        data-t="mode.inpaint.help"></small></span></label>
  </div>
  <div class="row mask-tools" role="group" data-t-label="mask.tools" hidden>
    <button type="button" data-mask="paint" aria-pressed="true" data-t="mask.mark"></button>
    <button type="button" data-mask="erase" aria-pressed="false" data-t="mask.unmark"></button>
    <button type="button" data-mask="spoilt" data-t-title="mask.spoilt.help" data-t="mask.spoilt"></button>
    <button type="button" data-mask="none" data-t-title="mask.none.help" data-t="mask.none"></button>
    <label class="field start"><span data-t="start.label"></span><select id="start" data-t-title="start.help">
      <option value="mixture" data-t="start.mixture"></option><option value="noise" data-t="start.noise"></option></select></label>
  </div>
</section>
<section class="panel network" aria-labelledby="network-title">
  <h2 id="network-title" data-t="network.title"></h2>
  <div class="layers">
    <figure class="layer-h2"><div class="maps"><canvas id="map-h2" class="map" role="img" data-t-label="network.h2.label"></canvas><canvas
        id="map-h2-b" class="map only-b" role="img" data-t-label="network.h2.label-b"></canvas></div>
      <figcaption><b>h2</b> <span id="units-h2"></span></figcaption></figure>
    <div class="arrows" aria-hidden="true"><span>f2 ↑</span><span>↓ g2</span></div>
    <figure class="layer-h1"><div class="maps"><canvas id="map-h1" class="map" role="img" data-t-label="network.h1.label"></canvas><canvas
        id="map-h1-b" class="map only-b" role="img" data-t-label="network.h1.label-b"></canvas></div>
      <figcaption><b>h1</b> <span id="units-h1"></span></figcaption></figure>
    <div class="arrows" aria-hidden="true"><span>f1 ↑</span><span>↓ g1</span></div>
    <figure class="layer-x"><canvas id="seen" class="picture" role="img" aria-describedby="mask-help"
        data-t-label="network.x.label"></canvas>
      <p id="mask-help" class="sr-only"></p>
      <figcaption><b>x</b> <span data-t="network.x"></span></figcaption></figure>
  </div>
  <div class="settings-column">
    <label class="check" data-t-title="compare.help"><input type="checkbox" id="compare" data-t-title="compare.help"> <span
        data-t="compare.label"></span></label>
    <div id="denoise-settings" class="settings-list" role="group" data-t-label="settings.label"></div>
  </div>
  <p class="legend"><span>0</span><i class="cividis" aria-hidden="true"></i><span id="map-most">–</span></p>
</section>
<section class="panel result" aria-labelledby="result-title">
  <h2 id="result-title" data-t="result.title"></h2>
  <div class="pictures">
    <figure class="large"><canvas id="restored" class="picture" role="img" data-t-label="result.restored.label"></canvas>
      <figcaption><b class="only-b">A</b> <output id="error-restored"></output></figcaption></figure>
    <figure class="large only-b"><canvas id="restored-b" class="picture" role="img" data-t-label="result.restored.label-b"></canvas>
      <figcaption><b>B</b> <output id="error-restored-b"></output></figcaption></figure>
    <figure><canvas id="spoilt" class="picture" role="img" data-t-label="result.spoilt.label"></canvas><figcaption><span
        data-t="result.spoilt"></span> <output id="error-spoilt"></output></figcaption></figure>
    <figure><canvas id="clean" class="picture" role="img" data-t-label="result.clean.label"></canvas><figcaption
        data-t="result.clean"></figcaption></figure>
    <figure><canvas id="difference" class="picture" role="img" data-t-label="result.difference.label"></canvas><figcaption><b
        class="only-b">A</b> <span data-t="result.difference"></span></figcaption></figure>
    <figure class="only-b"><canvas id="difference-b" class="picture" role="img"
        data-t-label="result.difference.label-b"></canvas><figcaption><b>B</b> <span
        data-t="result.difference"></span></figcaption></figure>
    <p class="legend signed"><span class="more" data-t="result.more"></span><span class="less" data-t="result.less"></span></p>
  </div>
  <h3><span data-t="reads.title"></span> <output id="reads-as">–</output></h3>
  <ol id="reads" class="reads" start="0" data-t-label="reads.label"></ol>
  <h3><span data-t="trace.total"></span> <small id="trace-unit"></small></h3>
  <div id="trace" class="plot not-b" role="img" data-t-label="trace.label"></div>
  <div id="trace-ab" class="plot only-b" role="img" data-t-label="trace.label-ab"></div>
  <p class="legend series not-b"><span class="total" data-t="trace.total"></span><span class="x" data-t="trace.x"></span><span class="h1"
      data-t="trace.h1"></span></p>
  <p class="legend series only-b"><span class="total" data-t="trace.total-a"></span><span class="total-b"
      data-t="trace.total-b"></span><span class="dotted" data-t="trace.x-each"></span></p>
  <div class="sr-only"><table id="trace-table"></table><table id="trace-table-b"></table></div>
</section>
<section class="panel transport" data-t-label="time.label">
  <button type="button" id="play" data-shortcut="play" data-t-title="time.play.help" class="primary" data-t="mode.denoise"></button>
  <button type="button" id="step" data-shortcut="step" data-t-title="time.step.help" data-t="time.step"></button>
  <button type="button" id="reset" data-shortcut="reset" data-t-title="time.reset.help" data-t="time.reset"></button>
  <input type="range" id="scrubber" data-shortcut="scrub" min="0" max="0" value="0" step="1" data-t-label="time.scrubber">
  <output id="counter"></output>
  <label class="field speed"><span data-t="time.speed"></span><select id="speed" data-t-title="time.speed.help">
    <option value="8" data-t="time.slow"></option><option value="24" selected data-t="time.normal"></option><option value="60"
        data-t="time.fast"></option></select></label>
  <p id="why" class="why"></p>
</section>
`;
