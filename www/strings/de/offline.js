// The words about the page without a network, in German.

/** @type {Record<keyof typeof import('../en/offline.js').words, string>} */
export const words = {
  'offline.title': 'Ohne Netz',
  'offline.everything': 'Alles auf diesem Gerät behalten: {megabytes} MB',
  'offline.fetching': 'Einen Augenblick …',
  'offline.kept.first': 'Die erste Werkbank liegt auf diesem Gerät ({megabytes} MB). Um Daten zu sparen, warten die anderen, bis du alles behalten willst.',
  'offline.kept.benches': 'Jede Werkbank liegt auf diesem Gerät ({megabytes} MB) und öffnet sich ohne Netz, mit dem schärfsten Modell. Das andere Modell kommt dazu, wenn du alles behalten willst.',
  'offline.kept.all': 'Die ganze Seite liegt auf diesem Gerät ({megabytes} MB): jede Werkbank und beide Modelle arbeiten ohne Netz.',
  'offline.kept.part': 'Bisher liegen {megabytes} MB dieser Seite auf diesem Gerät: Die Verbindung brach ab, oder es war kein Platz. Der nächste Besuch macht weiter.',
  'offline.new': 'Eine neue Fassung dieser Seite ist da. Deine läuft weiter, bis du die neue lädst; die Zeichnung bleibt.',
  'offline.new.load': 'Neu laden',
  'offline.new.later': 'Später',
};
