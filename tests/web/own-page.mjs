// Pictures as visitors have them, drawn by the page, and how they come to it.

/** A PNG that the page itself draws: a 4 by strokes, on paper under a lamp or light on a dark ground. */
export async function picture(page, { dark = false, width = 900, height = 600 } = {}) {
  const url = await page.evaluate(({ dark, width, height }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    const light = context.createLinearGradient(0, 0, width, height);
    light.addColorStop(0, dark ? '#101018' : '#f4f0e4');
    light.addColorStop(1, dark ? '#303038' : '#8c8880');
    context.fillStyle = light;
    context.fillRect(0, 0, width, height);
    context.strokeStyle = dark ? '#e8e8f0' : '#2a3550';
    context.lineWidth = height / 22;
    context.lineCap = 'round';
    context.beginPath();
    for (const [x, y, start] of [[0.42, 0.2, 1], [0.36, 0.55], [0.56, 0.55], [0.53, 0.2, 1], [0.5, 0.85]]) {
      context[start ? 'moveTo' : 'lineTo'](x * width, y * height);
    }
    context.stroke();
    return canvas.toDataURL('image/png');
  }, { dark, width, height });
  return Buffer.from(url.split(',')[1], 'base64');
}

/** Hands files to the page as a drop or a paste does. */
export const give = (page, kind, files) =>
  page.evaluate(({ kind, files }) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of files) {
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
    }
    const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, { kind, files });

/** Columns with ink in the upper and in the lower third of the digit: a 4 has two strokes above and one below. */
export function strokes(image) {
  const runs = (row) => image.slice(28 * row, 28 * (row + 1)).reduce((count, v, i, line) => count + Number(v < 128 && !(line[i - 1] < 128)), 0);
  return [runs(8), runs(22)];
}
