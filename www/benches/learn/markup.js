// What the learn bench consists of.

const chart = (/** @type {string} */ id) => `
  <figure class="chart"><figcaption><span data-t="learn.chart.${id}"></span> <small data-t="learn.chart.${id}.help"></small></figcaption>
    <div id="learn-chart-${id}" class="plot" role="img" data-t-label="learn.chart.${id}"></div></figure>`;

export const MARKUP = `
<section class="panel learn-controls" aria-labelledby="learn-title">
  <h2 id="learn-title" data-t="learn.title"></h2>
  <p class="lead" data-t="learn.lead"></p>
  <label class="field"><span data-t="learn.source"></span><select id="learn-source">
    <option value="synthetic" data-t="learn.source.synthetic"></option><option value="idx" data-t="learn.source.idx"></option><option
        value="drawn" data-t="learn.source.drawn"></option></select></label>
  <label class="field"><span data-t="learn.recipe"></span><select id="learn-recipe">
    <option value="quick" data-t="learn.recipe.quick"></option><option value="paper" data-t="learn.recipe.paper"></option></select></label>
  <div id="learn-files" class="learn-source-more" hidden>
    <label class="field"><span data-t="learn.files.images"></span><input type="file" id="learn-file-images"></label>
    <label class="field"><span data-t="learn.files.labels"></span><input type="file" id="learn-file-labels"></label>
    <label class="check"><input type="checkbox" id="learn-file-transpose"><span data-t="learn.files.transpose"></span></label>
  </div>
  <div id="learn-drawings" class="learn-source-more" hidden>
    <p data-t="learn.drawings.help"></p>
    <div class="row"><label class="field"><span data-t="learn.drawings.label"></span><select id="learn-drawing-label"></select></label>
      <button type="button" id="learn-add-drawing" data-t="learn.drawings.add"></button>
      <button type="button" id="learn-clear-drawings" data-t="learn.drawings.clear"></button></div>
    <p id="learn-drawings-count" class="counter"></p>
    <p id="learn-drawings-later" class="note" data-t="learn.drawings.later" hidden></p>
    <div id="learn-drawings-undo" class="row"><span role="status"></span><button type="button" data-t="learn.undo" hidden></button></div>
    <p id="learn-drawings-problem" class="why" role="status"></p>
  </div>
  <div class="row actions">
    <button type="button" id="learn-start" data-shortcut="play" class="primary"></button>
    <button type="button" id="learn-step" data-shortcut="step" data-t="learn.step" data-t-title="learn.step.help"></button>
    <button type="button" id="learn-reset" data-shortcut="reset" data-t="learn.reset" data-t-title="learn.reset.help"></button>
  </div>
  <p id="learn-counter" class="counter"></p>
  <progress id="learn-progress" max="1" value="0" data-t-label="learn.progress"></progress>
  <p id="learn-problem" class="why" role="status"></p>
  <div class="row"><button type="button" id="learn-go-back" hidden></button></div>
  <p id="learn-notes" class="note"></p>
  <div id="learn-settings" class="numbers"></div>
  <details><summary data-t="learn.advanced"></summary><div id="learn-advanced" class="numbers"></div></details>
  <div class="row"><button type="button" id="learn-defaults" data-t="settings.restore" data-t-title="learn.defaults.help"></button></div>
  <label class="check"><input type="checkbox" id="learn-background"><span data-t="learn.background"></span></label>
</section>
<section class="panel learn-pictures">
  <div id="learn-recording" class="recording" hidden>
    <p id="learn-recording-what"></p>
    <label class="slider"><span data-t="learn.recording.at"></span><input type="range" id="learn-recording-at" min="0" step="1"><output
        id="learn-recording-where"></output></label>
  </div>
  <h2><span data-t="learn.dreams"></span> <small data-t="learn.dreams.help"></small></h2>
  <canvas id="learn-dreams" class="picture sheet" role="img" data-t-label="learn.dreams"></canvas>
  <h2><span data-t="learn.rebuilt"></span> <small data-t="learn.rebuilt.help"></small></h2>
  <canvas id="learn-rebuilt" class="picture sheet" role="img" data-t-label="learn.rebuilt"></canvas>
  <h2><span data-t="learn.filters"></span> <small data-t="learn.filters.help"></small></h2>
  <canvas id="learn-filters" class="sheet" role="img" data-t-label="learn.filters"></canvas>
  <p class="legend"><span data-t="learn.filters.less"></span><i class="signed-scale" aria-hidden="true"></i><span
      data-t="learn.filters.more"></span></p>
</section>
<section class="panel learn-charts" aria-labelledby="learn-charts-title">
  <h2 id="learn-charts-title"><span data-t="learn.charts"></span> <small data-t="learn.charts.help"></small></h2>
  <div class="charts">${chart('inpainting')}${chart('reconstruction')}${chart('log-joint')}${chart('maps')}</div>
  <p class="legend series"><span class="of-bottom-up">f1</span><span class="of-bottom-up dashed">f2</span><span
      class="of-top-down dashed">g2</span><span class="of-top-down">g1</span></p>
  <details><summary data-t="learn.table"></summary><div class="scroll" tabindex="0" role="group" data-t-label="learn.table"><table
      id="learn-table"></table></div></details>
</section>
<section class="panel learn-keep" aria-labelledby="learn-keep-title">
  <h2 id="learn-keep-title" data-t="learn.keep"></h2>
  <div class="row">
    <button type="button" id="learn-hand-over" class="primary" data-t="learn.hand-over" data-t-title="learn.hand-over.help"
        disabled></button>
    <p id="learn-kept" role="status"></p>
  </div>
  <div class="row">
    <button type="button" id="learn-download" data-t="learn.download" disabled></button>
    <label class="button"><span data-t="learn.open"></span><input type="file" id="learn-file-checkpoint" class="sr-only"
        accept=".checkpoint,.safetensors"></label>
    <button type="button" id="learn-download-images" data-t="learn.download-images" data-t-title="learn.download-images.help"
        disabled></button>
  </div>
  <p id="learn-stored" class="counter" role="status"></p>
  <ul id="learn-networks" data-t-label="learn.networks"></ul>
  <div id="learn-networks-undo" class="row"><span role="status"></span><button type="button" data-t="learn.undo" hidden></button></div>
</section>
<section class="panel learn-compare" aria-labelledby="learn-compare-title">
  <h2 id="learn-compare-title" data-t="learn.compare"></h2>
  <p class="lead" data-t="learn.compare.lead"></p>
  <div class="row">
    <button type="button" id="learn-compare-start" data-t="learn.compare.start"></button>
    <label class="field"><span data-t="learn.compare.measure"></span><select id="learn-compare-measure">
      <option value="through_h2" data-t="learn.compare.through-h2"></option><option value="inpainting_through_h2"
          data-t="learn.compare.inpainting"></option></select></label>
    <label class="field"><span data-t="learn.compare.axis"></span><select id="learn-compare-axis">
      <option value="seconds" data-t="learn.compare.seconds"></option><option value="images"
          data-t="learn.compare.images"></option></select></label>
  </div>
  <p id="learn-compare-problem" class="why" role="status"></p>
  <p id="learn-compare-measuring" class="counter" role="status"></p>
  <div id="learn-chart-compare" class="plot" role="img" data-t-label="learn.compare"></div>
  <div class="scroll" tabindex="0" role="group" data-t-label="learn.compare.table"><table id="learn-compare-table"></table></div>
</section>
`;
