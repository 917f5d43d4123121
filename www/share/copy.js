// Copying, where the page may write to the clipboard and where it may not: plain http has no `navigator.clipboard`, and a
// frame or a visitor can forbid it.

/**
 * Copies what stands in a field, which is selected afterwards: where nothing else works, a key copies it.
 * @param {HTMLInputElement | HTMLTextAreaElement} field @returns {Promise<boolean>} whether it is in the clipboard
 */
export async function copy(field) {
  const select = () => {
    field.focus();
    field.select();
  };
  select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Other elements may have taken the selection meanwhile.
    select();
    return document.execCommand('copy');
  }
}
