// The files of a drop: those of folders, too.

/** Most files that are taken of all folders together. */
const MOST = 500;

/** Must be called while the event lasts. @param {DataTransfer} data @returns {Promise<File[]>} */
export async function filesOf(data) {
  const dropped = [...data.items].filter(({ kind }) => kind === 'file').map((item) => {
    const entry = item.webkitGetAsEntry();
    return entry?.isDirectory ? /** @type {FileSystemDirectoryEntry} */ (entry) : item.getAsFile();
  });
  /** @type {File[]} */
  const files = [];
  for (const one of dropped) {
    if (one instanceof File) files.push(one);
    else if (one) await collect(one, files);
  }
  return files;
}

/** @param {FileSystemDirectoryEntry} folder @param {File[]} files to which its own are added */
async function collect(folder, files) {
  const reader = folder.createReader();
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return;
    for (const entry of entries) {
      if (files.length >= MOST) return;
      if (entry.isDirectory) await collect(/** @type {FileSystemDirectoryEntry} */ (entry), files);
      else files.push(await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)));
    }
  }
}
