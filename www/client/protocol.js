// What the page and its worker say to each other: imported by both sides, so that a name exists once.

/** Names of the worker's actions; what they begin with says which of its files answers. */
export const ACTION = Object.freeze({
  start: 'start',
  open: 'open',
  mixture: 'mixture',
  restorer: 'restorer',
  example: 'example',
  digit: 'digit',
  fileKind: 'file-kind',
  pngFile: 'png-file',
  photo: 'photo',
  photoPart: 'photo-part',
  seed: 'seed',
  glance: 'glance',
  restore: 'restore',
  argument: 'paper-argument',
  figure1: 'figure1',
  figure3: 'paper-figure3',
  figure4: 'paper-figure4',
  figure5: 'paper-figure5',
  dreamTables: 'dream-tables',
  dreamStart: 'dream-start',
  dreamStep: 'dream-step',
  dreamRestart: 'dream-restart',
  dreamReport: 'dream-report',
  dreamMorph: 'dream-morph',
  dreamDirections: 'dream-directions',
  insideTables: 'inside-tables',
  insideTrace: 'inside-trace',
  insideExamples: 'inside-examples',
  insideCosines: 'inside-cosines',
  insideStandOut: 'inside-stand-out',
  insideUnit: 'inside-unit',
  stdpParameters: 'stdpParameters',
  stdpCurve: 'stdpCurve',
  stdpCurveAdvance: 'stdpCurveAdvance',
  stdpDescent: 'stdpDescent',
  stdpDescentAdvance: 'stdpDescentAdvance',
  stdpPairs: 'stdpPairs',
  stdpPairsAdvance: 'stdpPairsAdvance',
  stdpReward: 'stdpReward',
  stdpRewardAdvance: 'stdpRewardAdvance',
  learnParameters: 'learn-parameters',
  learnPing: 'learn-ping',
  learnUnpack: 'learn-unpack',
  learnOpen: 'learn-open',
  learnArrange: 'learn-arrange',
  learnSteps: 'learn-steps',
  learnEpochs: 'learn-epochs',
  learnLook: 'learn-look',
  learnCheckpoint: 'learn-checkpoint',
  learnModel: 'learn-model',
  learnImages: 'learn-images',
  learnCompare: 'learn-compare',
  teachGuess: 'teach-guess',
  teachModel: 'teach-model',
});

/**
 * @typedef {{ points: [number, number][], width: number, erase: boolean }} Stroke lengths in canvas sides
 * @typedef {{ name: string, symbol: string, unit: string, default: number, min: number, max: number,
 *             integer: boolean, help: string, source: string }} Param
 * @typedef {'gaussian' | 'salt-and-pepper' | 'random-pixels' | 'block' | 'lower-half'} CorruptionKind
 * @typedef {{ blind: Param[], told: Param[], denoise: Param[], inpaint: Param[], dream: Param[], expectation_rounds: Param,
 *             pen_width: Param, corruptions: { kind: CorruptionKind, strength: Param, told: boolean }[] }} Parameters `told` is whether
 *   restoration is at first told which pixels that kind has spoilt
 * @typedef {{ architecture: Record<string, number>, training: Record<string, number>, epochs_done: number, seed: number,
 *   data: string,
 *             date: string, command: string, precision: string, results: Record<string, number> }} Card
 * @typedef {{ card: Card, parameters: Parameters }} Opened
 * @typedef {{ url?: string, crc32?: number, bytes?: Uint8Array }} FileSource where it is, with its checksum where that is known, or what it
 *   holds
 * @typedef {FileSource & { mixture?: FileSource, restorer?: FileSource }} ModelSource mixture and restorer are fetched when something needs
 *   them
 * @typedef {{ kind: CorruptionKind, strength: number, seed: number }} Corruption
 * @typedef {{ image: Float32Array, mask: Uint8Array, squaredError: number }} Spoilt mask is 1 where a pixel was spoilt
 * @typedef {{ n_rounds: number, n_steps: number, step: number, top_down: number }} RoundSettings
 * @typedef {{ round: number, iteration: number, squaredError: number, picture: Float32Array, h: Float32Array[],
 *             logJoint: Float32Array, reads: Float32Array, directions?: Float32Array[],
 *             noise?: Noise }} Frame h are h1, h2, …, directions
 *   where targetprop would move each, if they were asked for; logJoint is [log p(x|h1), log p(h1|h2),
 *   …] in nats; reads are probabilities of 0 to 9; only a restorer tells of noise
 * @typedef {Pick<Frame, 'picture' | 'h' | 'reads'> & { directions: Float32Array[] }} Glance what an image evokes, before anything is
 *   inferred
 * @typedef {'gaussian' | 'salt-and-pepper' | 'random-pixels' | 'region'} NoiseKind
 * @typedef {{ kind: NoiseKind, probability: number, logLikelihood: number | null, trust: Float32Array | null }} Noise what the image
 *   seems to have, log p(x~|x) in nats or null where the spoilt pixels were told, and how far each pixel is trusted, once a round has told
 * @typedef {{ x: Float32Array, clean: Float32Array, missing: Uint8Array | null, start: 'mixture' | 'noise', restorer: boolean,
 *             directions?: boolean, sides: Record<string, number>[], seed: number }} RestoreJob one run a side, in step, by
 *   the restorer or by rounds of INFERENCE; the seed is that of MCMC's noise
 * @typedef {{ rule_cosine: number, bound_rise: number, risen: number,
 *             steps: Record<'x_given_h1' | 'h1_given_h2' | 'h1_given_x' | 'h2_given_h1' | 'joint' | 'objective' | 'h1_moved' | 'h2_moved',
 *             number>[],
 *             cosines_first: Cosines, cosines_last: Cosines, pulls: Record<'below' | 'above' | 'encoder', number>,
 *             rebuilt: Record<'x_corrupted' | 'x' | 'h1_corrupted' | 'h1_below' | 'h1_above', number>,
 *             denoiser: Record<'cosine' | 'before' | 'after', number>, errors: Record<'g1' | 'g2' | 'f1' | 'f2', number>,
 *             pictures: Record<'x_hat_first' | 'x_hat_last' | 'h1_first' | 'h1_last' | 'h1_change' | 'h1_from_x_hat' | 'targetprop_first'
 *             | 'targetprop_last' | 'exact_first' | 'exact_last' | 'h1_from_h2' | 'pull_above' | 'pull_encoder' | 'h2_last'
 *             | 'h2_from_h1' | 'h2_error' | 'x_corrupted' | 'x_rebuilt' | 'h1_clean' | 'h1_corrupted' | 'h1_below' | 'h1_above'
 *             | 'denoised', number[]> }} Argument
 * @typedef {Record<'h1' | 'h2' | 'h1_length', number>} Cosines
 * @typedef {{ clean: Float32Array, spoilt: Float32Array, explainSpoilt: boolean, settings: Omit<RoundSettings, 'n_rounds'>, seed: number }}
 *   ArgumentJob
 * @typedef {'directed' | 'generate' | 'latent-chain' | 'joint-chain'} Sampler
 * @typedef {{ samplers: { sampler: Sampler, settings: Param[] }[], temperature: Param, chains: Param, morph: Param,
 *             directions: Param, direction_amount: Param, spikes: number }} DreamTables spikes: with which the open model learned
 * @typedef {{ sampler: Sampler, prior: 'mixture' | 'gaussian', digit: number | null, settings: Record<string, number>,
 *             seed: number }} ChainsJob
 * @typedef {{ picture: Float32Array, reads: Float32Array, blank?: boolean }} Sample
 * @typedef {{ pictures: Float32Array, reads: Float32Array, blank: Uint8Array, steps: number, samples: number,
 *             film: Sample[], sums: Float64Array | null }} ChainFrame
 *   784, 10 and 1 values a chain; film holds the samples that the watched chain has completed
 * @typedef {Record<'throughH2' | 'throughPixels' | 'h2Reads' | 'pixelReads', Float32Array>} Morph
 * @typedef {{ observed: number, chains: number, counted: number, lags: number[], autocorrelation: (number | null)[],
 *             autocorrelation_time: number | null, effective_samples: number | null, occupancy: number[],
 *             samples_per_change: number | null, changes: number }} MixingReport
 * @typedef {{ picture: Float32Array, squaredError: number | null, h: Float32Array[], logJoint: Float32Array,
 *             reads: Float32Array }} InsideFrame
 * @typedef {{ right: number, of: number, squaredError: number }} ExamplesRead how many synthetic digits read right, and their mean squared
 *   error
 * @typedef {{ x: Float32Array, clean: Float32Array | null, settings: Record<string, number>, lesions: Record<string, number>,
 *             silent: number[][], seed: number }} InsideJob silent units of h1, h2, …
 * @typedef {{ intact: InsideFrame[], lesioned: InsideFrame[] }} InsideRuns every step of one inference
 * @typedef {{ bottomUp: Float32Array, topDown: Float32Array, encoder: Float32Array, decoder: Float32Array,
 *             drivers: { image: Float32Array, label: number, value: number }[] }} UnitPictures
 * @typedef {{ model: Uint8Array, mixture: Uint8Array }} ModelFiles
 * @typedef {{ images: Param, settings: Param[], paper_size: Param[], workers: Param,
 *             comparison_rate: Param, rules: Rule[] }} LearnParameters
 * @typedef {'target-prop' | 'back-propagation' | 'feedback-alignment' | 'decoders-only'} Rule
 * @typedef {{ kind: 'synthetic', count: number, seed: number }
 *   | { kind: 'idx', count: number, images: Blob, labels: Blob | null, name: string, transpose?: boolean, notes?: FileNote[] }
 *   | { kind: 'drawn', count: number, values: Float32Array, labels: Uint8Array }} LearnSource what to learn from, `count` images at most;
 *   files have notes once they hold no more than is used of them, unpacked and upright
 * @typedef {Extract<LearnSource, { kind: 'idx' }>} LearnFiles
 * @typedef {'scaled' | 'unpacked-twice' | 'lying'} FileNote
 * @typedef {{ h1_units: number, h2_units: number, seed: number, training: Record<string, number> }} LearnSettings
 * @typedef {'unlabelled' | 'measured-on-training' | 'all-alike' | 'blank'} LearnNote
 * @typedef {{ images: number, held_out: number, name: string, notes: LearnNote[], mean_fill: number }} LearnSummary
 * @typedef {{ images: number, log_joint: number, h1_norm: number, map_errors: number[] }} LearnReport means over images
 * @typedef {{ epoch: number, batch: number, batches: number, epochs: number, steps: number }} LearnState
 * @typedef {LearnState & { report: LearnReport | null }} LearnSteps
 * @typedef {{ summary: LearnSummary, state: LearnSteps, settings: LearnSettings }} LearnOpened
 * @typedef {{ measure?: boolean, digits?: number, filters?: number, dreams?: number, seed?: number }} LearnWish what to look at: how many
 * @typedef {{ measures: { log_joint: number, reconstruction: number, inpainting: number } | null, digits: Float32Array | null,
 *             rebuilt: Float32Array | null, filters: Float32Array | null, dreams: Float32Array | null }} LearnSight
 * @typedef {{ index: number, seconds: number, images: number, problem: string, through_h2: number, inpainting_through_h2: number }}
 *   RuleFrame
 * @typedef {{ kind: 'model' | 'mixture' | 'restorer' | 'checkpoint' | 'images' | 'labels' | 'other',
 *   count?: number }} FileKind count of images or
 *   labels
 * @typedef {'faint' | 'apart' | 'at-edge' | 'much-ink'} Doubt why the ink of a picture may not be a digit
 * @typedef {{ threshold: number | null, polarity: string, edges: number[] }} PhotoWish null for the automatic threshold; edges are left,
 *   top, right and bottom of the part to read, as shares of the sides
 * @typedef {{ width: number, pixels: Uint8ClampedArray<ArrayBuffer>, threshold: number, lightOnDark: boolean, ink: Float32Array,
 *             image: Float32Array | null, doubts: Doubt[], saved: boolean }} PictureReading pixels are those of the part, as a canvas
 *   has them; ink is what counts as such of each, 0 to 1; image the digit, if there is one; saved where the page itself has made it
 * @typedef {'core' | 'model' | 'mixture' | 'restorer'} Fetched
 * @typedef {{ what: Fetched, received: number, total: number }} Download bytes; total is 0 where the server does not say
 * @typedef {{ amplitude: number, tau_ms: number, r2: number }} Exponential fitted to one side of the curve
 * @typedef {{ positive: Exponential | null, negative: Exponential | null, full_bins: number, right_signs: number }} CurveFit
 * @typedef {{ pre_spikes: number, pairings: number, simulated_ms: number, weight_change: number, post_dv_dt: number, problem: string |
 *   null,
 *             fit: CurveFit, took: number, bins: Float64Array, voltage: Float64Array, spikes: Float64Array }} CurveFrame
 * @typedef {{ seconds: number, rate: number, cosine: number | null, error: number, delta: number, reversed: number | null, stopped:
 *   boolean,
 *             warning: string }} DescentFrame
 * @typedef {{ shown: number, errors?: number[][], pictures?: Float32Array[] }} PairsFrame errors are [of what is learned, with digits sent
 *   by spikes, too]
 * @typedef {{ trials: number, probability: number, recent: number | null, spikes: [number, number], cosine: number | null }} RewardReport
 * @typedef {{ bins: Float64Array, areas: Float64Array, told: RewardReport, chance: number, punished: number,
 *             cosine: number | null }} RewardFrame bins are [ΔT, and of each curve mean and standard error], areas [mV, standard error]
 * @typedef {{ pairing: string, drift: string, numbers?: Record<string, number> }} CurveSettings
 * @typedef {{ round: number, iteration: number, picture: Float32Array }} PictureFrame
 * @typedef {{ source: LearnSource, settings?: LearnSettings, checkpoint?: Blob }} LearnJob a fresh network, or one from a checkpoint
 *
 * @typedef {{ digit: number } | { right: number } | { wrong: number }} Answer what is said of a drawing: the digit, or whether it was
 *   rightly guessed to be one
 * @typedef {{ key: string, x: Float32Array, answers: Answer[] }} Lessons drawings, 784 values each, and what was said of them; what has the
 *   same key is the same
 *
 * @typedef {{ key: 'fetch.status' | 'fetch.silent' | 'fetch.cut' | 'fetch.offline' | 'fetch.damaged', values: Record<string, string |
 *   number> }} Words
 *   what the page says in its language
 * @typedef {{ id: number, action: string, payload: any, model: number | null } | { cancel: number } | { ping: number }} Request `model` is
 *   the request that opened the model in question: where another is open by now, the answer is that the request is cancelled
 * @typedef {{ id: number, frame: any } | { id: number, value: any } | { id: number, error: string, cancelled?: boolean, words?: Words }
 *   | { id: number, lost: string } | { pong: number }} Reply after `lost` the worker is of no use
 */

/**
 * @template Payload, Value, [Frame=never]
 * @typedef {{ payload: Payload, value: Value, frame: Frame }} Exchange what an action is given, what it answers, and what it shows on the
 *   way
 */

/**
 * @typedef {object} Exchanges by the name of the action
 * @property {Exchange<null, null, Download>} start
 * @property {Exchange<ModelSource, Opened, Download>} open
 * @property {Exchange<null, void, Download>} mixture
 * @property {Exchange<null, void, Download>} restorer
 * @property {Exchange<{ digit: number, variant: number }, Stroke[]>} example
 * @property {Exchange<{ ink?: Stroke[], clean?: Float32Array | null, corruption: Corruption }, { clean: Float32Array | null, spoilt: Spoilt
 *   | null, previews: Float32Array[] | null }>} digit
 * @property {Exchange<{ file: Blob, size: number }, FileKind>} file-kind
 * @property {Exchange<{ pixels: Uint8ClampedArray, width: number, times: number }, Uint8Array<ArrayBuffer>>} png-file
 * @property {Exchange<{ file: Blob, size: number, wish: PhotoWish }, PictureReading | null>} photo null where the browser hides the pixels
 * @property {Exchange<PhotoWish, PictureReading>} photo-part
 * @property {Exchange<null, number>} seed
 * @property {Exchange<{ x: Float32Array }, Glance>} glance
 * @property {Exchange<RestoreJob, void, { sides: Frame[][] }>} restore
 * @property {Exchange<ArgumentJob, Argument>} paper-argument
 * @property {Exchange<{ settings: CurveSettings, seed: number, pairings: number }, void, Pick<CurveFrame, 'pairings' | 'bins' | 'fit'>>}
 *   figure1
 * @property {Exchange<{ count: number, varianceScale: number, seed: number, settings: any }, void, PictureFrame>} paper-figure3
 * @property {Exchange<{ forms: number, settings: any }, void, { iteration: number, logJoint: Float32Array }>} paper-figure4
 * @property {Exchange<{ corruption: Corruption, settings: any }, void, PictureFrame & { error: number }>} paper-figure5
 * @property {Exchange<null, DreamTables>} dream-tables
 * @property {Exchange<ChainsJob & { first: number, count: number }, ChainFrame>} dream-start
 * @property {Exchange<{ steps: number, watched: number, sums: boolean }, ChainFrame | null>} dream-step null where a newer start has
 *   replaced the chains
 * @property {Exchange<null, ChainFrame | null>} dream-restart of the chains whose pictures are blank; null as in dream-step
 * @property {Exchange<{ sums: Float64Array, parts: number }, MixingReport>} dream-report
 * @property {Exchange<{ from: Float32Array, to: Float32Array, count: number }, Morph>} dream-morph
 * @property {Exchange<{ base: Float32Array | null, amounts: number[] }, Record<'picture' | 'shares' | 'reads', Float32Array>>}
 *   dream-directions
 * @property {Exchange<null, Param[]>} inside-tables
 * @property {Exchange<InsideJob, InsideRuns>} inside-trace
 * @property {Exchange<InsideJob, Record<'intact' | 'lesioned', ExamplesRead>>} inside-examples
 * @property {Exchange<{ x: Float32Array, settings: Record<string, number> }, Float64Array>} inside-cosines three an iteration
 * @property {Exchange<{ h1: Float32Array, settings: Record<string, number> }, number>} inside-stand-out
 * @property {Exchange<{ layer: string, unit: number, count: number }, UnitPictures>} inside-unit
 * @property {Exchange<null, Record<'curve' | 'descent' | 'spiking_pair' | 'reward', Param[]>>} stdpParameters
 * @property {Exchange<{ settings: CurveSettings, seed: number }, void>} stdpCurve
 * @property {Exchange<{ spikes: number | null, milliseconds: number, pairings: number }, CurveFrame>} stdpCurveAdvance
 * @property {Exchange<{ numbers: Record<string, number>, seed: number }, void>} stdpDescent
 * @property {Exchange<{ patterns: number }, DescentFrame>} stdpDescentAdvance
 * @property {Exchange<{ numbers: Record<string, number>, budgets: (number | null)[], dale: boolean, seed: number }, PairsFrame>} stdpPairs
 * @property {Exchange<{ milliseconds: number, all: number }, PairsFrame>} stdpPairsAdvance
 * @property {Exchange<{ settings: CurveSettings, numbers: Record<string, number>, seed: number }, void>} stdpReward
 * @property {Exchange<{ trials: number, spikes: number }, RewardFrame>} stdpRewardAdvance
 * @property {Exchange<null, LearnParameters>} learn-parameters
 * @property {Exchange<null, true>} learn-ping
 * @property {Exchange<LearnFiles, LearnFiles>} learn-unpack
 * @property {Exchange<LearnJob, LearnOpened>} learn-open
 * @property {Exchange<{ part: number, of: number, ports: (MessagePort | null)[] }, LearnState | null>} learn-arrange
 * @property {Exchange<{ until: number }, LearnSteps>} learn-steps
 * @property {Exchange<{ epochs: number }, void>} learn-epochs
 * @property {Exchange<LearnWish, LearnSight>} learn-look
 * @property {Exchange<null, Blob>} learn-checkpoint
 * @property {Exchange<{ date: string }, ModelFiles>} learn-model
 * @property {Exchange<null, { images: Blob, labels: Blob | null }>} learn-images
 * @property {Exchange<{ source: LearnSource, settings: LearnSettings, rules: number, seconds: number }, null, RuleFrame>} learn-compare
 * @property {Exchange<{ ink: Stroke[], lessons: Lessons }, { image: Float32Array, reads: Float32Array } | null>} teach-guess null for an
 *   empty canvas; reads are ten probabilities before the first iteration of inference, and after each
 * @property {Exchange<{ lessons: Lessons }, Uint8Array<ArrayBuffer>>} teach-model
 *
 * @typedef {keyof Exchanges} Action
 */

/**
 * The buffers of a frame and of all that it holds, which move to the other side instead of being copied.
 * @param {Record<string, any>} frame
 * @returns {Transferable[]}
 */
export function buffersOf(frame) {
  return Object.values(frame).flatMap((value) => {
    if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
    return typeof value === 'object' && value !== null ? buffersOf(value) : [];
  });
}
