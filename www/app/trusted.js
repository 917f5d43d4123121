// The only two strings that the page turns into elements and into a worker are its own. Where the browser knows Trusted
// Types, the content security policy lets no other string become either.

/**
 * What the browser checks in place of a string.
 * @typedef {{ createHTML: (markup: string) => string, createScriptURL: (url: string) => string }} Policy
 */

/** @type {Policy | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('targetprop', {
  createHTML: (/** @type {string} */ markup) => markup,
  createScriptURL: (/** @type {string} */ url) => {
    if (new URL(url).origin !== location.origin) throw new TypeError(`expected a script of this page, found ${url}`);
    return url;
  },
});

/** Markup that is written in this page's scripts, never text from outside. @param {string} markup */
export const trustedMarkup = (markup) => policy?.createHTML(markup) ?? markup;

/** The address of a worker of this page. @param {URL} url */
export const trustedScript = (url) => policy?.createScriptURL(url.href) ?? url.href;
