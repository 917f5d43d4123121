// What the Share dialog consists of.

/** A text to copy, with its button. @param {string} id @param {string} label @param {string} field */
const copied = (id, label, field) => `
  <label class="field" for="${id}"><span data-t="${label}"></span></label>
  <div class="row copied">${field}<button type="button" data-copies="${id}" data-t="share.copy"></button></div>`;
const line = (/** @type {string} */ id) => `<input type="text" id="${id}" readonly spellcheck="false">`;
const lines = (/** @type {string} */ id, /** @type {number} */ rows) =>
  `<textarea id="${id}" rows="${rows}" readonly spellcheck="false"></textarea>`;

export const MARKUP = `
<h2 id="share-title" data-t="share.open"></h2>
<p id="share-lead"></p>
${copied('share-link', 'share.link', line('share-link'))}
<details name="share-more"><summary data-t="lesson.title"></summary>
  <p data-t="lesson.lead"></p>
  <div id="lesson-parts"></div>
  <label class="field" for="lesson-note"><span data-t="lesson.note.label"></span></label>
  <input type="text" id="lesson-note" maxlength="280">
  ${copied('lesson-link', 'lesson.link', line('lesson-link'))}
</details>
<details name="share-more"><summary data-t="embed.title"></summary>
  <p data-t="embed.lead"></p>
  ${copied('embed-code', 'embed.code', lines('embed-code', 4))}
</details>
<details name="share-more"><summary data-t="animation.title"></summary>
  <p id="animation-lead"></p>
  <div class="row">
    <label class="field"><span data-t="save.size"></span><select id="animation-size"></select></label>
    <button type="button" id="animation-make" data-t="animation.make"></button>
    <a id="animation-save" class="button" hidden data-t="animation.save"></a>
  </div>
  <progress id="animation-progress" max="1" value="0" hidden data-t-label="animation.progress"></progress>
  <img id="animation" hidden>
</details>
<details name="share-more"><summary data-t="cite.title"></summary>
  ${copied('cite-paper', 'cite.paper', lines('cite-paper', 6))}
  ${copied('cite-page', 'cite.page', lines('cite-page', 7))}
</details>
<p id="share-by-hand" class="why" role="status"></p>
<form method="dialog"><button class="primary" data-t="page.close"></button></form>
`;
