// What the bench that denoises consists of.

import { seedMarkup } from '../../ui/seed.js';

export const MARKUP = `
<p class="lede"><span data-t="lede.text"></span> <button type="button" id="to-story" data-t="lede.story"></button></p>
<button type="button" class="skip" data-t="skip"></button>
<section class="panel draw" aria-labelledby="draw-title">
  <h2 id="draw-title" data-t="draw.title"></h2>
  <div class="sheet"><canvas id="ink" class="picture ink" width="560" height="560" tabindex="0" role="img"
      aria-describedby="ink-help" data-t-label="draw.canvas"></canvas>
    <canvas id="opening" class="picture" aria-hidden="true" hidden></canvas>
    <p id="draw-here" class="draw-here" aria-hidden="true" data-t="draw.here" hidden></p>
    <p class="hint" aria-hidden="true" data-t="draw.hint"></p>
    <button type="button" id="draw-own" class="primary" data-t="opening.draw" hidden></button></div>
  <p id="ink-help" class="sr-only" data-t="draw.help"></p>
  <p id="ink-full" class="why" role="status"></p>
  <div class="row tools" role="group" data-t-label="draw.tools">
    <button type="button" data-tool="pen" aria-pressed="true" data-t="draw.pen"></button>
    <button type="button" data-tool="eraser" aria-pressed="false" data-t="draw.eraser"></button>
    <button type="button" data-tool="undo" data-t-title="draw.undo.help" data-t="draw.undo"></button>
    <button type="button" data-tool="clear" data-t="draw.clear"></button>
  </div>
  <div class="digits" role="group" data-t-label="draw.examples"></div>
  <div class="row own"><button type="button" id="open-picture" data-t-title="own.help" data-t="own.open"></button> <small
      data-t="own.hint"></small>
    <input type="file" id="picture-file" accept="image/*" hidden></div>
  <p id="own-problem" class="why" role="status"></p>
</section>
<section class="panel spoil" aria-labelledby="spoil-title">
  <h2 id="spoil-title" data-t="spoil.title"></h2>
  <div class="kinds" role="radiogroup" data-t-label="spoil.kind" data-t-title="spoil.kind.help"></div>
  <div class="how">
    <label class="slider"><span data-t="spoil.strength"></span><input type="range" id="corruption-strength"><output></output></label>
    <label class="check told"><input type="checkbox" id="told" role="switch" aria-describedby="told-help"> <span
        data-t="told.label"></span></label>
    <p id="told-help" class="help"></p>
    <div class="row mask-tools" role="group" data-t-label="mask.tools" hidden>
      <button type="button" data-mask="paint" aria-pressed="true" data-t="mask.mark"></button>
      <button type="button" data-mask="erase" aria-pressed="false" data-t="mask.unmark"></button>
      <button type="button" data-mask="spoilt" data-t-title="mask.spoilt.help" data-t="mask.spoilt"></button>
      <button type="button" data-mask="none" data-t-title="mask.none.help" data-t="mask.none"></button>
    </div>
  </div>
</section>
<section class="panel network" aria-labelledby="network-title">
  <div class="heading"><h2 id="network-title" data-t="network.title"></h2>
    <select id="maps" data-t-label="maps.label" data-t-title="maps.help"><option value="units" data-t="maps.units"></option><option
        value="differences" data-t="maps.differences"></option></select></div>
  <div class="layers">
    <div class="stack">
      <figure class="layer-h2 of-h2"><div class="maps"><canvas id="map-h2" class="map" role="img"></canvas><canvas id="map-h2-b"
          class="map only-b" role="img"></canvas></div>
        <figcaption><b>h2</b> <span id="units-h2"></span></figcaption></figure>
      <div class="arrows" aria-hidden="true"><span class="of-bottom-up">f2 ↑</span><span class="of-top-down">↓ g2</span></div>
      <figure class="layer-h1 of-h1"><div class="maps"><canvas id="map-h1" class="map" role="img"></canvas><canvas id="map-h1-b"
          class="map only-b" role="img"></canvas></div>
        <figcaption><b>h1</b> <span id="units-h1"></span></figcaption></figure>
      <div class="arrows" aria-hidden="true"><span class="of-bottom-up">f1 ↑</span><span class="of-top-down">↓ g1</span></div>
    </div>
    <div class="below">
      <figure class="layer-x of-x"><canvas id="seen" class="picture" role="img" aria-describedby="mask-help"
          data-t-label="network.x.label"></canvas>
        <p id="mask-help" class="sr-only"></p>
        <figcaption><b>x</b> <span data-t="network.x"></span> <span class="marked" data-t="mask.legend"></span></figcaption></figure>
      <figure class="layer-x trust"><canvas id="trust" class="map" role="img" data-t-label="trust.label"></canvas>
        <figcaption><b>w</b> <span data-t="trust.caption"></span></figcaption></figure>
    </div>
  </div>
  <p id="noise" class="trust help"></p>
  <p class="legend of-units"><span>0</span><i class="cividis" aria-hidden="true"></i><span id="map-most">–</span></p>
  <p class="legend of-differences"><span data-t="maps.less"></span><i class="signed-scale" aria-hidden="true"></i><span
      data-t="maps.more"></span></p>
</section>
<section class="panel result" aria-labelledby="result-title">
  <div class="heading"><h2 id="result-title" data-t="result.title"></h2>
    <details class="saves"><summary data-t="save.menu"></summary><div role="group" data-t-label="save.menu"></div></details></div>
  <div class="pictures">
    <figure class="large"><canvas id="restored" class="picture" role="img" data-t-label="result.restored.label"></canvas>
      <figcaption><b class="only-b">A</b> <output id="error-restored"></output></figcaption></figure>
    <figure class="large only-b"><canvas id="restored-b" class="picture" role="img" data-t-label="result.restored.label-b"></canvas>
      <figcaption><b>B</b> <output id="error-restored-b"></output></figcaption></figure>
    <figure><canvas id="spoilt" class="picture" role="img" data-t-label="result.spoilt.label"></canvas><figcaption><span
        data-t="result.spoilt"></span> <output id="error-spoilt"></output></figcaption></figure>
    <figure><canvas id="clean" class="picture" role="img" data-t-label="result.clean.label"></canvas><figcaption
        data-t="result.clean"></figcaption></figure>
    <figure class="of-difference"><canvas id="difference" class="picture" role="img"
        data-t-label="result.difference.label"></canvas><figcaption><b
        class="only-b">A</b> <span data-t="result.difference"></span></figcaption></figure>
    <figure class="only-b of-difference"><canvas id="difference-b" class="picture" role="img"
        data-t-label="result.difference.label-b"></canvas><figcaption><b>B</b> <span
        data-t="result.difference"></span></figcaption></figure>
    <p class="legend signed"><span class="more" data-t="result.more"></span><span class="less" data-t="result.less"></span></p>
  </div>
  <div class="reading"><h3><span data-t="reads.title"></span> <output id="reads-as">–</output></h3>
    <ol id="reads" class="reads" start="0" data-t-label="reads.label"></ol></div>
  <p class="help yet" data-t="trace.yet"></p>
  <p class="legend series not-b"><span class="of-line-1" id="trace-objective"></span><span class="of-line-2 dashed"
      data-t="trace.error"></span><span
      id="trace-best"></span></p>
  <p class="legend series only-b"><span class="of-line-1" data-t="trace.a"></span><span class="of-line-b"
      data-t="trace.b"></span><span class="dashed" data-t="trace.error-each"></span></p>
  <div id="trace" class="plot not-b" role="img" data-t-label="trace.label"></div>
  <div id="trace-ab" class="plot only-b" role="img" data-t-label="trace.label-ab"></div>
  <p class="help beyond" data-t="result.beyond"></p>
  <details class="numbers"><summary data-t="trace.numbers"></summary>
    <p id="objective-help" class="help"></p>
    <div class="trace-tables scroll" tabindex="0" role="region" data-t-label="trace.numbers"><table
        id="trace-table"></table><table id="trace-table-b"></table></div></details>
</section>
<section class="panel transport" data-t-label="time.label">
  <button type="button" id="play" data-shortcut="play" data-t-title="time.play.help" class="primary" data-t="time.restore"></button>
  <button type="button" id="step" data-shortcut="step" data-t-title="time.step.help" data-t="time.step"></button>
  <button type="button" id="reset" data-shortcut="reset" data-t-title="time.reset.help" data-t="time.reset"></button>
  <input type="range" id="scrubber" data-shortcut="scrub" min="0" max="0" value="0" step="1" data-t-label="time.scrubber">
  <output id="counter"></output>
  <p id="why" class="why"></p>
</section>
<details class="panel options">
  <summary><h2 data-t="options.title"></h2></summary>
  <div class="columns">
    <div>
      <label class="slider of-draw"><span data-t="draw.brush"></span><input type="range" id="pen-width"><output></output></label>
      <div class="row of-spoil">${seedMarkup('corruption')}</div>
      <label class="field speed"><span data-t="time.speed"></span><select id="speed" data-t-title="time.speed.help">
        <option value="8" data-t="time.slow"></option><option value="24" selected data-t="time.normal"></option><option value="60"
            data-t="time.fast"></option></select></label>
      <label class="check" data-t-title="live.help"><input type="checkbox" id="live" data-t-title="live.help"> <span
          data-t="live.label"></span></label>
      <label class="check" data-t-title="compare.help"><input type="checkbox" id="compare" data-t-title="compare.help"> <span
          data-t="compare.label"></span></label>
    </div>
    <div>
      <label class="field way"><span data-t="way.label"></span><select id="way" data-t-title="way.help"><option value="restorer"
          data-t="way.restorer"></option><option value="inference" data-t="way.inference"></option></select></label>
      <p id="way-help" class="help"></p>
      <label class="field start"><span data-t="start.label"></span><select id="start" data-t-title="start.help">
        <option value="mixture" data-t="start.mixture"></option><option value="noise" data-t="start.noise"></option></select></label>
    </div>
    <div id="denoise-settings" class="settings-list" role="group" data-t-label="settings.label"></div>
  </div>
</details>
<svg class="wires" aria-hidden="true"></svg>
`;
