// What the paper bench consists of.

import { SECTIONS } from './entries.js';

const PARTS = ['argument', 'figures', 'results', 'card', 'tried', 'failures'];

/** A button that scrolls to a part. @param {string} part @param {string} key of its words @param {string} [number] */
const link = (part, key, number = '') =>
  `<button type="button" data-part="${part}">${number && `${number}. `}<span data-t="${key}"></span></button>`;

export const MARKUP = `
<nav class="contents" data-t-label="paper.contents">
  <ul>${PARTS.map((part) => `<li>${link(`paper-${part}`, `paper.part.${part}`)}${part === 'argument' ? `<ol>${
    SECTIONS.map(({ title }, i) => `<li>${link(`paper-thesis-${i + 1}`, title, String(i + 1))}</li>`).join('')}</ol>` : ''}</li>`).join('')}
  </ul>
</nav>
<section class="panel" id="paper-argument" aria-labelledby="argument-title">
  <h2 id="argument-title" data-t="paper.argument"></h2>
  <p class="lead" data-t="paper.lead"></p>
  <div class="subject" role="group" data-t-label="paper.digit">
    <figure class="of-x"><canvas id="paper-clean" class="picture" role="img" data-t-label="paper.digit.clean.label"></canvas><figcaption
        data-t="paper.digit.clean"></figcaption></figure>
    <figure class="of-x"><canvas id="paper-spoilt" class="picture" role="img" data-t-label="paper.digit.spoilt.label"></canvas><figcaption
        data-t="paper.digit.spoilt"></figcaption></figure>
    <label class="field"><span data-t="paper.of"></span><select id="paper-of"><option value="clean"
        data-t="paper.of.clean"></option><option value="spoilt" data-t="paper.of.spoilt"></option></select></label>
    <div><p id="paper-settings"></p><button type="button" id="paper-change" data-t="paper.digit.change"></button></div>
  </div>
  <div class="paper-legends">
    <p class="legend"><span data-t="paper.legend.units"></span> <span>0</span><i class="cividis" aria-hidden="true"></i><span
        data-t="paper.legend.most"></span></p>
    <p class="legend"><span data-t="paper.legend.signed"></span> <span data-t="paper.legend.below"></span><i class="signed-scale"
        aria-hidden="true"></i><span data-t="paper.legend.above"></span></p>
  </div>
  <div id="paper-sections"></div>
  <p class="lead"><a href="https://arxiv.org/abs/1502.04156" rel="noopener" data-t="paper.cite"></a></p>
</section>
<section class="panel" id="paper-figures" aria-labelledby="figures-title">
  <h2 id="figures-title" data-t="paper.figures"></h2>
  <p id="figures-lead" class="lead"></p>
  <p id="paper-model" class="row"><span data-t="paper.figures.paper-model"></span> <button type="button" id="paper-model-open"
      data-t="paper.figures.switch"></button></p>
  <div id="figures"></div>
</section>
<section class="panel results-table" id="paper-results" aria-labelledby="results-title">
  <h2 id="results-title" data-t="paper.results"></h2>
  <p class="lead" data-t="paper.results.lead"></p>
  <p id="results-problem" class="why" role="status"></p>
  <div class="scroll" tabindex="0" role="region" data-t-label="paper.results.label"><table id="results"
      class="results" lang="en"></table></div>
  <details><summary data-t="paper.results.more"></summary>
    <div class="scroll" tabindex="0" role="region" data-t-label="paper.results.more"><table id="results-more"
        class="results" lang="en"></table></div></details>
</section>
<section class="panel" id="paper-card" aria-labelledby="card-title">
  <h2 id="card-title" data-t="paper.card"></h2>
  <dl class="card"></dl>
</section>
<section class="panel" id="paper-tried" aria-labelledby="tried-title">
  <h2 id="tried-title" data-t="paper.tried"></h2>
  <details><summary data-t="paper.tried.more"></summary><ul id="tried" lang="en"></ul></details>
</section>
<section class="panel" id="paper-failures" aria-labelledby="failures-title">
  <h2 id="failures-title" data-t="paper.failures"></h2>
  <div id="failures" class="failures"></div>
</section>
`;
