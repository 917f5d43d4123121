// The words of strings/en/own.js in German.

/** @type {Record<keyof typeof import('../en/own.js').words, string>} */
export const words = {
  'own.title': 'Deine Ziffer',
  'own.source': 'dein Bild; Orange gilt als Tinte',
  'own.source.label': 'Dein Bild, in Orange, was als Tinte gilt',
  'own.seen': 'was das Netz sehen wird',
  'own.seen.label': 'Die 28 mal 28 Bildpunkte, die das Netz sehen wird',
  'own.threshold': 'Schwelle',
  'own.threshold.help': 'Wie viel dunkler als das Papier ein Bildpunkt sein muss, um als Tinte zu gelten; die automatische trennt Tinte und Papier am besten',
  'own.polarity.help': 'Ob die Ziffer dunkler oder heller ist als ihr Grund',
  'own.polarity': 'Die Tinte ist',
  'own.polarity.auto': 'wie gefunden: {found}',
  'own.polarity.dark': 'dunkler als das Papier',
  'own.polarity.light': 'heller als der Grund',
  'own.auto': 'Automatische Schwelle',
  'own.use': 'Diese Ziffer nehmen',
  'own.cancel': 'Abbrechen',
  'own.opening': 'Das Bild wird geöffnet …',
  'own.no-ink': 'Bei dieser Schwelle gilt nichts als Tinte.',
  'own.model.large': 'Die Modelldatei {name} hat {found} MB: erwartet sind höchstens {most} MB. Die Seite bleibt bei ihrem Modell.',
  'own.model.mixture-alone': '{name} ist die Mischung eines Modells: Bitte zusammen mit dem Modell selbst öffnen. Die Seite bleibt bei ihrem Modell.',
  'own.model.unreadable': 'Die Modelldatei {name} konnte nicht gelesen werden ({reason}). Die Seite bleibt bei ihrem Modell.',
};
