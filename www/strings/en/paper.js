// The words of the paper bench in English.

export const words = {
  'paper.results': 'The paper’s numbers and ours',
  'paper.results.lead': 'Each row is printed by its command from the models that this page runs. Parzen log-likelihood rewards blur; precision and recall stand beside it.',
  'paper.results.label': 'Results',
  'paper.results.problem': 'The results could not be read ({reason}). Choose the tab again to retry.',
  'paper.results.what': 'what',
  'paper.results.paper': 'paper',
  'paper.results.ours': 'ours',
  'paper.results.command': 'command',
  'paper.results.note': 'note',
  'paper.card': 'Model card of the open model',
  'paper.tried': 'What was tried',
  'paper.failures': 'Failures',
  'paper.failures.samples': 'Of 1,000 samples of the mixture, the 50 that read least clearly: strokes of two digits at once, gaps, loose ends.',
  'paper.failures.restorations': 'Our own digits, in-painted from noise as the paper does, where that fails worst: as drawn, spoilt, restored. Large holes stay as they are: compare the other start of In-paint.',
};
