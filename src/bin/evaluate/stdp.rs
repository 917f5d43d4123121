//! `evaluate stdp`: the STDP curve, the gradient that Eq. 1 follows, learning with spikes (§2, Fig. 1), and reward (§9).
//!
//! With defaults both fits should have an R² above 0.95, every bin of at least 100 pairings the sign of ΔT, the changes of 10 s at
//! 50 Hz a cosine above 0.95 with the gradient, and digits learned with 30 spikes a unit an error within 25 % of the
//! exact rule's. A reward better than its mean should leave the curve its sign, a worse one turn it, one by chance leave no area beyond its
//! error; and a neuron that learns from reward alone should do right far more often than the half of the time that is chance.

use crate::common::{Common, make_folder, progress};
use crate::console::{Outcome, note};
use crate::table::Table;
use clap::{Arg, ArgMatches, FromArgMatches, ValueEnum, value_parser};
use plotters::prelude::*;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::PathBuf;
use targetprop::data::files::{Named, write_atomically};
use targetprop::evaluation::Estimate;
use targetprop::params::{
    CURVE, CurveSettings, DescentParams, Drift, Pairing, RewardParams, SpikingPairParams,
};
use targetprop::stdp::{
    Curve, Descent, Exponential, Feedback, MIN_COUNT, PairLearner, Push, RewardCurve, RewardTask,
    SmallDigits, SpikingPair, Surprise, Transmission,
};

/// Pairings of the curve.
pub const PAIRINGS: u64 = 100_000;
/// Pre-synaptic spikes between two looks at the number of pairings.
const SLICE: u64 = 1_000;
/// Rates at which the direction is judged, in Hz, and after how many seconds.
const RATES: [f64; 4] = [5.0, 20.0, 50.0, 200.0];
const SECONDS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// The cosine that is waited for.
const GOOD_COSINE: f64 = 0.95;
/// Seconds after which learning is looked at.
const LEARNING: [f64; 5] = [0.0, 1.0, 5.0, 20.0, 60.0];
/// Spikes of a fully active unit while a digit is shown.
const BUDGETS: [f64; 5] = [1.0, 3.0, 10.0, 30.0, 100.0];
/// Runs of each learner, with seeds that follow each other.
const RUNS: u64 = 3;
/// Error over that of the exact rule that is good enough.
const GOOD_RATIO: f64 = 1.25;
/// Pre-synaptic spikes of the curve with reward.
const REWARDED_SPIKES: u64 = 100_000;
/// Neurons that learn from reward, with seeds that follow each other, and trials after which they are looked at.
const NEURONS: u64 = 50;
const TRIALS: [u64; 5] = [0, 200, 500, 1_000, 2_000];
/// Trials after which the direction is judged.
const JUDGED_TRIALS: [u64; 3] = [500, 2_000, 10_000];
/// Fig. 1 and its points.
const FIGURE_1: [&str; 2] = ["fig1.svg", "fig1.csv"];
/// Width and height of Fig. 1, in pixels.
const CHART: (u32, u32) = (720, 440);

/// The STDP curve with its exponentials, the gradient that Eq. 1 follows, digits learned with spikes, and reward
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    /// Pairings of the curve
    #[arg(long, value_name = "N", default_value_t = PAIRINGS, value_parser = value_parser!(u64).range(1_000..=100_000_000))]
    pairings: u64,
    /// Digits shown to each learner of experiment 3 [default: that of its table]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(10..=1_000_000))]
    digits: Option<u64>,
    /// Folder for fig1.svg and fig1.csv; it is made if it is not there
    #[arg(long, value_name = "DIR", default_value = "target/figures")]
    out: PathBuf,
    /// Which post-synaptic spikes a pre-synaptic one is paired with
    #[arg(long, value_enum, default_value_t = PairingFlag::Nearest)]
    pairing: PairingFlag,
    /// Distribution of the drift
    #[arg(long, value_enum, default_value_t = DriftFlag::Normal)]
    drift: DriftFlag,
    #[command(flatten)]
    numbers: Numbers,
}

#[derive(Clone, Copy, ValueEnum)]
enum PairingFlag {
    Nearest,
    AllToAll,
}

#[derive(Clone, Copy, ValueEnum)]
enum DriftFlag {
    Normal,
    Uniform,
    Laplace,
}

/// Every number of the curve as a flag, made from its table.
struct Numbers(Map<String, Value>);

impl clap::Args for Numbers {
    fn augment_args(mut command: clap::Command) -> clap::Command {
        for param in CURVE {
            let unit = if param.unit.is_empty() { "VALUE" } else { param.unit };
            let flag = Arg::new(param.name).long(param.name.replace('_', "-")).value_name(unit);
            let flag =
                flag.default_value(param.default.to_string()).allow_negative_numbers(true).help(param.help);
            command = command
                .arg(flag.value_parser(|text: &str| param.parse(text)).help_heading("Settings of the curve"));
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Numbers {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |name: &str| *matches.get_one::<f64>(name).expect("every flag has a default");
        Ok(Self(CURVE.iter().map(|param| (param.name.to_owned(), value(param.name).into())).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args {
    /// The files to write; makes their folder.
    pub fn outputs(&self) -> Outcome<Vec<Named<'static>>> {
        make_folder(&self.out)?;
        Ok(FIGURE_1.iter().map(|file| (*file, self.out.join(file))).collect())
    }

    fn settings(&self) -> Outcome<CurveSettings> {
        let pairing = match self.pairing {
            PairingFlag::Nearest => Pairing::Nearest,
            PairingFlag::AllToAll => Pairing::AllToAll,
        };
        let drift = match self.drift {
            DriftFlag::Normal => Drift::Normal,
            DriftFlag::Uniform => Drift::Uniform,
            DriftFlag::Laplace => Drift::Laplace,
        };
        let numbers = serde_json::from_value(Value::Object(self.numbers.0.clone()))?;
        Ok(CurveSettings { pairing, drift, numbers })
    }
}

/// Single numbers of the report, in the order of its text.
const SUMMARY: [&str; 18] = [
    "pairings",
    "simulated_seconds",
    "r2_positive",
    "r2_negative",
    "tau_plus_ms",
    "tau_minus_ms",
    "amplitude_plus",
    "amplitude_minus",
    "full_bins",
    "right_signs",
    "gradient_cosine",
    "gradient_seconds_to_0_95",
    "spikes_within_25_percent",
    "spikes_within_25_percent_sent",
    "reward_probability_before",
    "reward_probability_after",
    "reward_probability_after_stderr",
    "reward_cosine",
];

/// Everything, as JSON shows it.
#[derive(Serialize)]
struct Report {
    pairings: u64,
    /// Simulated time of the curve.
    simulated_seconds: f64,
    r2_positive: f64,
    r2_negative: f64,
    tau_plus_ms: f64,
    tau_minus_ms: f64,
    /// In mV/ms.
    amplitude_plus: f64,
    amplitude_minus: f64,
    /// Bins with at least 100 pairings, and those of them with the sign of ΔT.
    full_bins: usize,
    right_signs: usize,
    /// After 10 s at 50 Hz.
    gradient_cosine: f64,
    /// Simulated time until the cosine stays above 0.95 at 50 Hz, up to 10 s.
    gradient_seconds_to_0_95: Option<f64>,
    /// Smallest number of spikes tried whose error is within 25 % of the exact rule's: of what is learned, and with
    /// digits sent by as many spikes when it is judged, too.
    spikes_within_25_percent: Option<f64>,
    spikes_within_25_percent_sent: Option<f64>,
    /// Exact probability of doing right, before learning and after 2,000 trials; mean over neurons.
    reward_probability_before: f64,
    reward_probability_after: f64,
    reward_probability_after_stderr: f64,
    /// After 10,000 trials with weights held; mean over neurons.
    reward_cosine: f64,
    gradient: Vec<GradientRow>,
    learning: Vec<LearningRow>,
    spikes: Vec<SpikesRow>,
    reward_curve: Vec<RewardCurveRow>,
    reward: Vec<RewardRow>,
    reward_gradient: Vec<RewardGradientRow>,
}

/// Cosine of the accumulated change with the exact gradient, at one rate and time.
#[derive(Serialize)]
struct GradientRow {
    rate_hz: f64,
    seconds: f64,
    cosine: f64,
}

/// Squared error ½‖t − V‖² in mV² at one time.
#[derive(Serialize)]
struct LearningRow {
    seconds: f64,
    eq_1: f64,
    delta_rule: f64,
    /// Pushed away from the target; none once it has run away.
    reversed: Option<f64>,
}

/// Squared error per digit of one learner, over held-out digits.
#[derive(Serialize)]
struct SpikesRow {
    /// Of a fully active unit while a digit is shown; none for exact activity.
    spikes: Option<f64>,
    dale: bool,
    error: f64,
    error_stderr: f64,
    /// Over that of exact activity.
    ratio: f64,
    /// As `error`, with digits sent by spikes when it is judged, too.
    error_sent: f64,
    ratio_sent: f64,
}

/// Area between a curve and 0, with the sign of ΔT · ΔW.
#[derive(Serialize)]
struct RewardCurveRow {
    /// Than its running mean; or one by chance, or one that is always the same.
    reward: &'static str,
    area_mv: f64,
    area_stderr: f64,
    /// Of the area, where it is beyond three standard errors; else 0.
    sign: i8,
}

/// Exact probability of doing right, over neurons.
#[derive(Serialize)]
struct RewardRow {
    trials: u64,
    rewarded: f64,
    rewarded_stderr: f64,
    /// Rewarded by chance.
    by_chance: f64,
    by_chance_stderr: f64,
    /// Punished for what is right.
    punished: f64,
    punished_stderr: f64,
}

/// Cosine of the accumulated change with the exact gradient of the probability of doing right, over neurons.
#[derive(Serialize)]
struct RewardGradientRow {
    trials: u64,
    cosine: f64,
    cosine_stderr: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome<Table> {
    let curve = curve(args.settings()?, args.pairings, args.common.seed())?;
    for (file, text) in figure_1(&curve)? {
        let path = args.out.join(file);
        write_atomically(&path, text.as_bytes())?;
        note(format_args!("wrote {}", path.display()));
    }
    let fit = curve.fit();
    let side = |side: Option<Exponential>, name: &str| {
        side.ok_or_else(|| format!("no exponential for ΔT {name} 0: expected three bins of {MIN_COUNT} pairings and a curve that is not flat; raise --drift-spread or --pairings"))
    };
    let (positive, negative) = (side(fit.positive, ">")?, side(fit.negative, "<")?);
    let seed = args.common.seed();
    let gradient = gradient(seed)?;
    let spikes = spikes(seed, args.digits)?;
    let within = |ratio: fn(&SpikesRow) -> f64| {
        spikes.iter().filter(|row| !row.dale && ratio(row) <= GOOD_RATIO).find_map(|row| row.spikes)
    };
    let reward = reward(seed)?;
    let reward_gradient = reward_gradient(seed)?;
    let (before, after) = (&reward[0], &reward[reward.len() - 1]);
    let report = Report {
        pairings: curve.pairings(),
        simulated_seconds: curve.simulated_ms() / 1000.0,
        r2_positive: positive.r2,
        r2_negative: negative.r2,
        tau_plus_ms: positive.tau_ms,
        tau_minus_ms: negative.tau_ms,
        amplitude_plus: positive.amplitude,
        amplitude_minus: negative.amplitude,
        full_bins: fit.full_bins,
        right_signs: fit.right_signs,
        gradient_cosine: gradient.iter().rfind(|row| row.rate_hz == 50.0).expect("a rate looked at").cosine,
        gradient_seconds_to_0_95: seconds_to_good_cosine(seed)?,
        spikes_within_25_percent: within(|row| row.ratio),
        spikes_within_25_percent_sent: within(|row| row.ratio_sent),
        reward_probability_before: before.rewarded,
        reward_probability_after: after.rewarded,
        reward_probability_after_stderr: after.rewarded_stderr,
        reward_cosine: reward_gradient[reward_gradient.len() - 1].cosine,
        gradient,
        learning: learning(seed)?,
        spikes,
        reward_curve: reward_curve(seed)?,
        reward,
        reward_gradient,
    };
    let text = text(&report)?;
    Table::report(&report, text)
}

fn text(report: &Report) -> Outcome<String> {
    let mut text = String::new();
    let all = serde_json::to_value(report)?;
    for name in SUMMARY {
        let value = match &all[name] {
            Value::Number(number) if number.is_f64() => format!("{:.4}", number.as_f64().unwrap_or(f64::NAN)),
            Value::Null => "–".to_owned(),
            other => other.to_string(),
        };
        writeln!(text, "{name:30} {value:>12}")?;
    }
    for (title, table) in [
        ("cosine with the exact gradient", Table::new(&report.gradient)?),
        ("error while learning, mV²", Table::new(&report.learning)?),
        ("digits learned with spikes, squared error", Table::new(&report.spikes)?),
        ("area of the curve with reward, mV", Table::new(&report.reward_curve)?),
        ("probability of doing right, learned from reward", Table::new(&report.reward)?),
        ("cosine with the exact gradient of that probability", Table::new(&report.reward_gradient)?),
    ] {
        write!(text, "\n{title}\n{}", table.render()?)?;
    }
    Ok(text)
}

/// Experiment 1 until it has so many pairings.
pub fn curve(settings: CurveSettings, pairings: u64, seed: u64) -> Outcome<Curve> {
    let mut curve = Curve::new(settings, seed)?;
    let bar = progress("pairings", pairings as usize);
    while curve.pairings() < pairings {
        curve.advance(SLICE);
        bar.set_position(curve.pairings());
        // A threshold that is hardly ever crossed would take for ever.
        if curve.pairings() * 10_000 < curve.pre_spikes() {
            return Err(curve
                .problem()
                .unwrap_or("fewer than one pairing in 10,000 pre-synaptic spikes".to_owned())
                .into());
        }
    }
    bar.finish_and_clear();
    Ok(curve)
}

/// Fig. 1 as SVG and CSV, each with the name of its file.
pub fn figure_1(curve: &Curve) -> Outcome<[(&'static str, String); 2]> {
    let mut csv = "spike_interval_ms,pairings,delta_w_mv_per_ms,stderr\n".to_owned();
    let bins = curve.bins();
    for bin in &bins {
        writeln!(csv, "{},{},{},{}", bin.spike_interval_ms, bin.count, bin.delta_w, bin.stderr)?;
    }
    let fit = curve.fit();
    let full: Vec<_> = bins.into_iter().filter(|bin| bin.count >= MIN_COUNT).collect();
    let window = curve.settings().numbers.window_ms;
    let highest = full.iter().map(|bin| bin.delta_w.abs() + bin.stderr).fold(1e-6, f64::max) * 1.1;
    let (data, line) = (RGBColor(0, 114, 178), RGBColor(213, 94, 0));
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, CHART).into_drawing_area();
        area.fill(&WHITE)?;
        let builder = &mut ChartBuilder::on(&area);
        let builder = builder.margin(12).x_label_area_size(44).y_label_area_size(64);
        let mut chart = builder.build_cartesian_2d(-window..window, -highest..highest)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .label_style(("sans-serif", 15))
            .x_desc("ΔT = t_post − t_pre, ms")
            .y_desc("mean of S · dV/dt, mV/ms")
            .draw()?;
        chart.draw_series(LineSeries::new([(-window, 0.0), (window, 0.0)], BLACK))?;
        for (sign, side) in [(-1.0, fit.negative), (1.0, fit.positive)] {
            let Some(side) = side else { continue };
            let Exponential { tau_ms, r2, .. } = side;
            let points = (0..=200).map(|i| f64::from(i) / 200.0 * window);
            let points = points.map(|t| (sign * t, side.at(t)));
            let legend = move |(x, y)| PathElement::new([(x, y), (x + 18, y)], line.stroke_width(2));
            let label =
                format!("ΔT {} 0: τ = {tau_ms:.1} ms, R² = {r2:.3}", if sign > 0.0 { ">" } else { "<" });
            chart.draw_series(LineSeries::new(points, line.stroke_width(2)))?.label(label).legend(legend);
        }
        let bars = full.iter().map(|bin| {
            let ends = [-bin.stderr, bin.stderr].map(|end| (bin.spike_interval_ms, bin.delta_w + end));
            PathElement::new(ends, data.stroke_width(2))
        });
        chart.draw_series(bars)?;
        let points =
            full.iter().map(|bin| Circle::new((bin.spike_interval_ms, bin.delta_w), 3, data.filled()));
        let legend = move |(x, y)| Circle::new((x + 9, y), 3, data.filled());
        chart
            .draw_series(points)?
            .label(format!("{} pairings, ± standard error", curve.pairings()))
            .legend(legend);
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(("sans-serif", 15))
            .border_style(BLACK)
            .draw()?;
        area.present()?;
    }
    let [chart, points] = FIGURE_1;
    Ok([(chart, svg), (points, csv)])
}

/// Patterns that are shown in so many seconds.
fn patterns(params: &DescentParams, seconds: f64) -> u64 {
    (seconds * 1000.0 / params.window_ms).round() as u64
}

fn gradient(seed: u64) -> Outcome<Vec<GradientRow>> {
    let mut rows = Vec::new();
    for rate_hz in RATES {
        let params = DescentParams { rate_hz, ..DescentParams::default() };
        let mut descent = Descent::new(params, Push::Towards, false, seed)?;
        let mut before = 0.0;
        for seconds in SECONDS {
            descent.advance(patterns(&params, seconds - before));
            before = seconds;
            rows.push(GradientRow { rate_hz, seconds, cosine: descent.report().cosine.unwrap_or(0.0) });
        }
    }
    Ok(rows)
}

fn seconds_to_good_cosine(seed: u64) -> Outcome<Option<f64>> {
    let params = DescentParams::default();
    let mut descent = Descent::new(params, Push::Towards, false, seed)?;
    let mut since = None;
    while descent.report().seconds < SECONDS[SECONDS.len() - 1] {
        descent.advance(1);
        let report = descent.report();
        let good = report.cosine.is_some_and(|cosine| cosine >= GOOD_COSINE);
        since = if good { since.or(Some(report.seconds)) } else { None };
    }
    Ok(since)
}

fn learning(seed: u64) -> Outcome<Vec<LearningRow>> {
    let params = DescentParams::default();
    let mut towards = Descent::new(params, Push::Towards, true, seed)?;
    let mut away = Descent::new(params, Push::Away, true, seed)?;
    let mut before = 0.0;
    let mut rows = Vec::new();
    for seconds in LEARNING {
        let more = patterns(&params, seconds - before);
        before = seconds;
        towards.advance(more);
        away.advance(more);
        let report = towards.report();
        let reversed = away.warning().is_none().then(|| away.report().error);
        rows.push(LearningRow { seconds, eq_1: report.error, delta_rule: report.delta_rule_error, reversed });
    }
    Ok(rows)
}

fn spikes(seed: u64, shown: Option<u64>) -> Outcome<Vec<SpikesRow>> {
    let params = SpikingPairParams::default();
    let shown = shown.unwrap_or(params.digits as u64);
    let ways = || std::iter::once(Transmission::Exact).chain(BUDGETS.map(Transmission::Spikes));
    let learners: Vec<PairLearner> = [false, true]
        .into_iter()
        .flat_map(|dale| ways().map(move |transmission| PairLearner { transmission, dale }))
        .collect();
    let digits = SmallDigits::draw();
    let jobs: Vec<(PairLearner, u64)> = learners
        .iter()
        .flat_map(|&learner| (0..RUNS).map(move |run| (learner, seed.wrapping_add(run))))
        .collect();
    let bar = progress("digits learned with spikes", jobs.len());
    let learn = |&(learner, seed): &(PairLearner, u64)| -> targetprop::Result<(f64, f64)> {
        let mut pair = SpikingPair::new(params, learner, digits.clone(), seed)?;
        pair.advance(shown);
        bar.inc(1);
        Ok(pair.errors())
    };
    let errors = jobs.par_iter().map(learn).collect::<targetprop::Result<Vec<_>>>()?;
    bar.finish_and_clear();
    let mut rows: Vec<SpikesRow> = Vec::new();
    let (mut exact, mut exact_sent) = (f64::NAN, f64::NAN);
    for (learner, errors) in learners.iter().zip(errors.chunks_exact(RUNS as usize)) {
        let error = Estimate::of(errors.iter().map(|(error, _)| *error));
        let sent = Estimate::of(errors.iter().map(|(_, sent)| *sent)).mean;
        let spikes = match learner.transmission {
            Transmission::Exact => {
                (exact, exact_sent) = (error.mean, sent);
                None
            }
            Transmission::Spikes(spikes) => Some(spikes),
        };
        rows.push(SpikesRow {
            spikes,
            dale: learner.dale,
            error: error.mean,
            error_stderr: error.stderr,
            ratio: error.mean / exact,
            error_sent: sent,
            ratio_sent: sent / exact_sent,
        });
    }
    Ok(rows)
}

fn reward_curve(seed: u64) -> Outcome<Vec<RewardCurveRow>> {
    let run = |params| -> Outcome<RewardCurve> {
        let mut curve = RewardCurve::new(CurveSettings::default(), params, false, seed)?;
        curve.advance(REWARDED_SPIKES);
        Ok(curve)
    };
    let by_chance = run(RewardParams::default())?;
    let constant = run(RewardParams { reward_chance: 1.0, ..RewardParams::default() })?;
    let row = |(reward, curve, surprise): (&'static str, &RewardCurve, Surprise)| {
        let (area_mv, area_stderr) = curve.area(surprise);
        let sign = if area_mv.abs() > 3.0 * area_stderr { area_mv.signum() as i8 } else { 0 };
        RewardCurveRow { reward, area_mv, area_stderr, sign }
    };
    let rows = [
        ("better", &by_chance, Surprise::Better),
        ("worse", &by_chance, Surprise::Worse),
        ("by chance", &by_chance, Surprise::Any),
        ("constant", &constant, Surprise::Any),
    ];
    Ok(rows.into_iter().map(row).collect())
}

/// What `look` sees after each of `trials`, over neurons.
fn neurons(
    seed: u64,
    feedback: Feedback,
    learning: bool,
    trials: &[u64],
    look: impl Fn(&RewardTask) -> f64 + Sync,
) -> Outcome<Vec<Estimate>> {
    let run = |neuron: u64| -> targetprop::Result<Vec<f64>> {
        let mut task =
            RewardTask::new(RewardParams::default(), feedback, learning, seed.wrapping_add(neuron))?;
        let mut before = 0;
        let look = |&trials: &u64| {
            task.advance(trials - before);
            before = trials;
            look(&task)
        };
        Ok(trials.iter().map(look).collect())
    };
    let seen = (0..NEURONS).into_par_iter().map(run).collect::<targetprop::Result<Vec<_>>>()?;
    Ok((0..trials.len()).map(|i| Estimate::of(seen.iter().map(|looks| looks[i]))).collect())
}

fn reward(seed: u64) -> Outcome<Vec<RewardRow>> {
    let learn = |feedback| neurons(seed, feedback, true, &TRIALS, |task| task.report().probability);
    let (rewarded, chance, punished) =
        (learn(Feedback::Reward)?, learn(Feedback::Chance)?, learn(Feedback::Punishment)?);
    let row = |i: usize| RewardRow {
        trials: TRIALS[i],
        rewarded: rewarded[i].mean,
        rewarded_stderr: rewarded[i].stderr,
        by_chance: chance[i].mean,
        by_chance_stderr: chance[i].stderr,
        punished: punished[i].mean,
        punished_stderr: punished[i].stderr,
    };
    Ok((0..TRIALS.len()).map(row).collect())
}

fn reward_gradient(seed: u64) -> Outcome<Vec<RewardGradientRow>> {
    let cosine = |task: &RewardTask| task.report().cosine.unwrap_or(0.0);
    let cosines = neurons(seed, Feedback::Reward, false, &JUDGED_TRIALS, cosine)?;
    let row = |(&trials, cosine): (&u64, &Estimate)| RewardGradientRow {
        trials,
        cosine: cosine.mean,
        cosine_stderr: cosine.stderr,
    };
    Ok(JUDGED_TRIALS.iter().zip(&cosines).map(row).collect())
}
