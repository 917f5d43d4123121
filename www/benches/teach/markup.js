// What the bench that is taught consists of.

/** ΔW ∝ h · (s − p) · m */
const RULE = `<math displaystyle="true"><mrow><mi mathvariant="normal">Δ</mi><mi>W</mi><mo form="infix">∝</mo><mi>h</mi><mo>·</mo><mrow
  ><mo>(</mo><mi>s</mi><mo>−</mo><mi>p</mi><mo>)</mo></mrow><mo>·</mo><mi>m</mi></mrow></math>`;

export const MARKUP = `
<section class="panel teach-draw" aria-labelledby="teach-draw-title">
  <div class="heading"><h2 id="teach-draw-title" data-t="teach.draw"></h2><button type="button" id="teach-clear" data-shortcut="reset"
      data-t="draw.clear"></button></div>
  <div class="sheet"><canvas id="teach-ink" class="picture ink" width="560" height="560" tabindex="0" role="img"
      aria-describedby="teach-help" data-t-label="draw.canvas.empty"></canvas>
    <p id="teach-here" class="draw-here" aria-hidden="true" data-t="teach.here"></p>
    <p class="hint" aria-hidden="true" data-t="draw.hint"></p></div>
  <p id="teach-help" class="sr-only" data-t="teach.help"></p>
  <p id="teach-full" class="why" role="status"></p>
</section>
<section class="panel teach-guess" aria-labelledby="teach-guess-title">
  <h2 id="teach-guess-title" data-t="teach.guess"></h2>
  <p class="teach-thinks"><span id="teach-says"></span><b id="teach-digit"></b></p>
  <ul id="teach-reads" class="reads" data-t-label="reads.label"></ul>
  <p class="note"><span data-t="reads.title"></span> <output id="teach-reads-text"></output></p>
  <div class="actions at-hand teach-answers" role="group" data-t-label="teach.answers">
    <button type="button" id="teach-right" data-shortcut="right" data-t-title="teach.right.help"><span
        aria-hidden="true">✓</span> <span data-t="teach.right"></span></button>
    <button type="button" id="teach-wrong" data-shortcut="wrong" data-t-title="teach.wrong.help"><span aria-hidden="true">✗</span> <span
        data-t="teach.wrong"></span></button>
    <p class="note" data-t="teach.or"></p>
    <div class="teach-digits" role="group" data-t-label="teach.which"></div>
  </div>
  <p id="teach-problem" class="why" role="status"></p>
</section>
<section class="panel teach-progress" aria-labelledby="teach-progress-title">
  <h2 id="teach-progress-title" data-t="teach.progress"></h2>
  <p id="teach-count" class="teach-count"></p>
  <figure class="teach-course" hidden><figcaption><span id="teach-chart-says"></span></figcaption>
    <div id="teach-chart" class="plot" role="img" data-t-label="teach.chart"></div></figure>
  <figure class="teach-answered" hidden><figcaption><span data-t="teach.said"></span></figcaption>
    <ol id="teach-said" class="grid" tabindex="0" data-t-label="teach.said"></ol></figure>
  <div class="row"><button type="button" id="teach-undo" data-t="teach.undo" data-t-title="teach.undo.help"></button>
    <button type="button" id="teach-forget" data-t="teach.forget"></button></div>
  <div id="teach-forgotten" class="row"><span role="status"></span><button type="button" data-t="teach.undo" hidden></button></div>
  <p id="teach-stored" class="note" role="status"></p>
  <div class="teach-use" role="group" data-t-label="teach.use"><h3 data-t="teach.use"></h3>
    <p class="note" data-t="teach.use.lead"></p>
    <div class="row"><button type="button" id="teach-hand-over" data-t="teach.hand-over"></button>
      <button type="button" id="teach-download" data-t="teach.download"></button></div>
    <p id="teach-used" class="note" role="status"></p></div>
</section>
<section class="panel teach-rule" aria-labelledby="teach-rule-title">
  <h2 id="teach-rule-title" data-t="teach.rule"></h2>
  <p class="note" data-t="teach.rule.lead"></p>
  <details><summary data-t="teach.rule.equation"></summary><div class="formula">${RULE}</div><p class="note" data-t="teach.rule.factors"></p
    ><p class="note" data-t="teach.rule.ours"></p></details>
</section>
`;
