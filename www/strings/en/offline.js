// The words about the page without a network, in English.

export const words = {
  'offline.title': 'Without a network',
  'offline.everything': 'Keep everything on this device: {megabytes} MB',
  'offline.fetching': 'A moment …',
  'offline.kept.first': 'The first bench is kept on this device ({megabytes} MB). To save data, the others wait until you ask for everything.',
  'offline.kept.benches': 'Every bench is kept on this device ({megabytes} MB) and opens without a network, with the sharpest model. The other model is kept when you ask for everything.',
  'offline.kept.all': 'The whole page is kept on this device ({megabytes} MB): every bench and both models work without a network.',
  'offline.kept.part': '{megabytes} MB of this page are kept on this device so far: the connection broke off, or there was no room. The next visit goes on.',
  'offline.new': 'A new version of this page is here. Yours goes on until you load the new one; the drawing stays.',
  'offline.new.load': 'Load it',
  'offline.new.later': 'Later',
};
