// What the paper bench consists of.

export const MARKUP = `
<section class="panel results-table" aria-labelledby="results-title">
  <h2 id="results-title" data-t="paper.results"></h2>
  <p class="lead" data-t="paper.results.lead"></p>
  <p id="results-problem" class="why" role="status"></p>
  <div class="scroll" tabindex="0" role="region" data-t-label="paper.results.label"><table id="results"></table></div>
</section>
<section class="panel" aria-labelledby="card-title">
  <h2 id="card-title" data-t="paper.card"></h2>
  <dl class="card"></dl>
</section>
<section class="panel" aria-labelledby="tried-title">
  <h2 id="tried-title" data-t="paper.tried"></h2>
  <ul id="tried"></ul>
</section>
<section class="panel" aria-labelledby="failures-title">
  <h2 id="failures-title" data-t="paper.failures"></h2>
  <div id="failures" class="failures"></div>
</section>
`;
