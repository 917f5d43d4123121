// The words about the visitor's own files in English.

export const words = {
  'own.title': 'Your digit',
  'own.source': 'your picture; orange counts as ink',
  'own.source.label': 'Your picture, with what counts as ink in orange',
  'own.seen': 'what the network will see',
  'own.seen.label': 'The 28 by 28 pixels that the network will see',
  'own.threshold': 'Threshold',
  'own.threshold.help': 'How much darker than the paper a pixel must be to count as ink; the automatic one parts ink from paper best',
  'own.polarity.help': 'Whether the digit is darker or lighter than what it is drawn on',
  'own.polarity': 'The ink is',
  'own.polarity.auto': 'as found: {found}',
  'own.polarity.dark': 'darker than the paper',
  'own.polarity.light': 'lighter than the ground',
  'own.auto': 'Automatic threshold',
  'own.use': 'Use this digit',
  'own.cancel': 'Cancel',
  'own.opening': 'Opening the picture …',
  'own.no-ink': 'At this threshold nothing counts as ink.',
  'own.model.large': 'The model file {name} has {found} MB: expected at most {most} MB. The page goes on with the model it has.',
  'own.model.mixture-alone': '{name} is the mixture of a model: open it together with the model itself. The page goes on with the model it has.',
  'own.model.unreadable': 'The model file {name} could not be read ({reason}). The page goes on with the model it has.',
};
