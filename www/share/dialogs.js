// Everything of sharing that is fetched when the first dialog opens.

export { ShareDialog } from './dialog.js';
export { SaveDialog } from './save.js';
export const style = new URL('./share.css', import.meta.url).href;
