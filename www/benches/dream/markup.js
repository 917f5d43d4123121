// What the dream bench consists of.

export const MARKUP = `
<section class="panel dream-controls" aria-labelledby="dream-title">
  <h2 id="dream-title" data-t="dream.title"></h2>
  <p class="lead" data-t="dream.lead"></p>
  <div class="row">
    <label class="field"><span data-t="dream.prior"></span><select id="dream-prior">
      <option value="mixture" data-t="dream.prior.mixture"></option><option value="gaussian" data-t="dream.prior.gaussian"></option></select></label>
    <label class="field"><span data-t="dream.digit"></span><select id="dream-digit"></select></label>
  </div>
  <div class="row actions">
    <button type="button" id="dream" class="primary" data-t="dream.start"></button>
    <button type="button" id="dream-stop" disabled data-t="dream.stop"></button>
    <label class="field seed"><span data-t="seed.label"></span><input type="number" id="dream-seed" min="0" max="4294967295" step="1"></label>
    <button type="button" id="dream-die" class="die" data-t-title="seed.die" data-t-label="seed.die"><svg viewBox="0 0 20 20" aria-hidden="true"><rect x="2" y="2" width="16" height="16" rx="3"/><circle cx="6.5" cy="6.5" r="1.4"/><circle cx="13.5" cy="6.5" r="1.4"/><circle cx="10" cy="10" r="1.4"/><circle cx="6.5" cy="13.5" r="1.4"/><circle cx="13.5" cy="13.5" r="1.4"/></svg></button>
  </div>
  <p id="dream-counter" class="counter"></p>
  <p id="dream-reads" class="counter"></p>
  <progress id="dream-progress" max="1" value="0" data-t-label="dream.progress"></progress>
</section>
<section class="panel generated">
  <h2><span data-t="dream.generated"></span> <small data-t="dream.generated.help"></small></h2>
  <div id="generated" class="grid" role="group" data-t-label="dream.generated.label"></div>
</section>
<section class="panel directed">
  <h2><span data-t="dream.directed"></span> <small data-t="dream.directed.help"></small></h2>
  <div id="directed" class="grid" role="group" data-t-label="dream.directed.label"></div>
</section>
<section class="panel dream-settings" aria-labelledby="dream-settings-title">
  <h2 id="dream-settings-title" data-t="dream.settings"></h2>
  <div id="dream-settings" class="settings-list"></div>
</section>
`;
