//! The four experiments on spikes: closed forms, symmetries, time steps, seeds, and what is refused.

use targetprop::evaluation::Estimate;
use targetprop::params::{CURVE, DESCENT, REWARD};
use targetprop::params::{
    CurveParams, CurveSettings, DescentParams, Drift, Pairing, Param, RewardParams, SPIKING_PAIR,
    SpikingPairParams,
};
use targetprop::stdp::{
    Curve, CurveFit, Descent, Feedback, MIN_COUNT, PairLearner, Push, RewardCurve, RewardTask, SmallDigits,
    SpikingPair, Surprise, Transmission,
};

fn settings(numbers: CurveParams) -> CurveSettings {
    CurveSettings { numbers, ..CurveSettings::default() }
}

fn curve(settings: CurveSettings, pre_spikes: u64, seed: u64) -> Curve {
    let mut curve = Curve::new(settings, seed).unwrap();
    curve.advance(pre_spikes);
    curve
}

/// Bins agree within `sigmas` standard errors of their difference.
fn assert_agree(a: &Curve, b: &Curve, mirrored: bool, sigmas: f64) {
    let (a, mut b) = (a.bins(), b.bins());
    if mirrored {
        b.reverse();
    }
    let sign = if mirrored { -1.0 } else { 1.0 };
    let mut compared = 0;
    for (a, b) in a.iter().zip(&b).filter(|(a, b)| a.count.min(b.count) >= MIN_COUNT) {
        let error = (a.stderr * a.stderr + b.stderr * b.stderr).sqrt();
        assert!((a.delta_w - sign * b.delta_w).abs() < sigmas * error, "{a:?} {b:?}");
        compared += 1;
    }
    assert!(compared > 20, "too few bins to compare: {compared}");
}

#[test]
fn the_curve_has_the_shape_of_bi_and_poo() {
    let curve = curve(CurveSettings::default(), 60_000, 1);
    let CurveFit { positive, negative, full_bins, right_signs } = curve.fit();
    let (positive, negative) = (positive.unwrap(), negative.unwrap());
    assert!(positive.amplitude > 0.0 && negative.amplitude < 0.0);
    assert!(positive.r2 >= 0.95 && negative.r2 >= 0.95, "{positive:?} {negative:?}");
    assert_eq!((full_bins, right_signs), (40, 40));
}

#[test]
fn without_drift_the_curve_is_flat() {
    let still = CurveParams { drift_spread: 0.0, noise_mv: 3.0, ..CurveParams::default() };
    let curve = curve(settings(still), 5_000, 2);
    assert!(curve.pairings() > 1_000, "noise alone makes it fire");
    assert!(curve.bins().iter().all(|bin| bin.delta_w == 0.0 && bin.stderr == 0.0));
    assert_eq!(curve.fit().positive, None);
}

#[test]
fn a_mirrored_drift_mirrors_the_curve() {
    // A neuron fires when it crosses, yet last fired up to a refractory time before it fell below: that lag must be small
    // against a bin. Five standard errors: 40 bins are compared.
    let with_mean =
        |drift_mean| settings(CurveParams { drift_mean, refractory_ms: 0.1, ..CurveParams::default() });
    assert_agree(&curve(with_mean(0.2), 30_000, 3), &curve(with_mean(-0.2), 30_000, 4), true, 5.0);
}

#[test]
fn half_the_time_step_gives_the_same_curve() {
    let with_step = |time_step_ms| settings(CurveParams { time_step_ms, ..CurveParams::default() });
    let default = CurveParams::default().time_step_ms;
    assert_agree(
        &curve(with_step(default), 30_000, 5),
        &curve(with_step(default / 2.0), 30_000, 6),
        false,
        5.0,
    );
}

#[test]
fn a_seed_gives_the_same_bits_however_the_run_is_cut() {
    let whole = curve(CurveSettings::default(), 500, 7);
    let mut cut = Curve::new(CurveSettings::default(), 7).unwrap();
    (0..50).for_each(|_| cut.advance(10));
    assert_eq!(whole.bins(), cut.bins());
    assert_eq!(whole.trial(), cut.trial());
    assert_ne!(whole.bins(), curve(CurveSettings::default(), 500, 8).bins());
}

/// Without noise the voltage rises from V₀ straight: ΔT = d/V̇ with d = θ − V₀, so a bin [a, b] holds the drifts
/// from d/b to d/a, and for a normal drift its mean is that of a truncated normal distribution.
#[test]
fn without_noise_the_curve_has_its_closed_form() {
    let quiet = CurveParams { noise_mv: 0.0, rest_spread_mv: 0.0, hold_ms: 1e4, ..CurveParams::default() };
    let bins = curve(settings(quiet), 200_000, 9).bins();
    let (d, s) = (quiet.threshold_mv - quiet.rest_mv, quiet.drift_spread);
    // Trapezoids over the density: mean of v where it lies between two limits.
    let mean = |low: f64, high: f64| {
        let v = |i: usize| low + (high - low) * i as f64 / 2000.0;
        let (mut sum, mut mass) = (0.0, 0.0);
        for v in (0..=2000).map(v) {
            let density = (-v * v / (2.0 * s * s)).exp();
            sum += v * density;
            mass += density;
        }
        sum / mass
    };
    let mut compared = 0;
    for bin in bins.iter().filter(|bin| bin.spike_interval_ms > 5.0 && bin.count >= MIN_COUNT) {
        let (a, b) = (bin.spike_interval_ms - 2.5, bin.spike_interval_ms + 2.5);
        // A drift holds for 10 s on average: one in a hundred changes within 100 ms, and then is drawn anew.
        let tolerance = 5.0 * bin.stderr + 0.02 * s;
        assert!((bin.delta_w - mean(d / b, d / a)).abs() < tolerance, "{bin:?} {}", mean(d / b, d / a));
        compared += 1;
    }
    assert!(compared > 10);
}

#[test]
fn a_threshold_out_of_reach_is_said() {
    let high = CurveParams { threshold_mv: 0.0, drift_spread: 0.05, ..CurveParams::default() };
    let mut curve = Curve::new(settings(high), 1).unwrap();
    curve.advance(100);
    assert_eq!(curve.problem(), None, "too early to say");
    curve.advance(2_000);
    let problem = curve.problem().unwrap();
    assert!(
        problem.contains("never crossed the threshold") && problem.contains("lower threshold_mv (0)"),
        "{problem}"
    );
    assert_eq!(curve.fit().positive, None);
}

#[test]
fn impossible_settings_are_refused_by_name() {
    let numbers = CurveParams::default();
    for (bad, name) in [
        (CurveParams { noise_ms: 0.0, ..numbers }, "noise_ms"),
        (CurveParams { hold_ms: -1.0, ..numbers }, "hold_ms"),
        (CurveParams { time_step_ms: 0.0, ..numbers }, "time_step_ms"),
        (CurveParams { refractory_ms: f64::NAN, ..numbers }, "refractory_ms"),
        (CurveParams { window_ms: 10.0, bin_ms: 20.0, ..numbers }, "bin_ms"),
        (CurveParams { bin_ms: 0.5, time_step_ms: 1.0, ..numbers }, "time_step_ms"),
    ] {
        let message = Curve::new(settings(bad), 1).unwrap_err().to_string();
        assert!(message.starts_with(name), "{message}");
    }
    let zero_push = DescentParams { push_ms: 0.0, ..DescentParams::default() };
    assert!(Descent::new(zero_push, Push::Towards, false, 1).unwrap_err().to_string().starts_with("push_ms"));
    let learner = PairLearner { transmission: Transmission::Spikes(0.0), dale: false };
    let refused = SpikingPair::new(SpikingPairParams::default(), learner, SmallDigits::draw(), 1);
    assert!(refused.unwrap_err().to_string().starts_with("spikes"));
    let forgetful = RewardParams { eligibility_ms: 0.0, ..RewardParams::default() };
    let refused = RewardTask::new(forgetful, Feedback::Reward, true, 1).unwrap_err().to_string();
    assert!(refused.starts_with("eligibility_ms"), "{refused}");
    assert_eq!(rewarded(forgetful, false, 0, 1).unwrap_err().to_string(), refused);
}

#[test]
fn every_default_lies_in_its_range() {
    for param in [CURVE, DESCENT, SPIKING_PAIR, REWARD].concat() {
        let Param { name, default, help, source, .. } = param;
        assert_eq!(param.check(default), Ok(default), "{name}");
        assert!(!help.is_empty() && !source.is_empty(), "{name}");
    }
    let unit = |table: &[Param], name: &str| table.iter().find(|param| param.name == name).unwrap().unit;
    assert_eq!(
        (unit(CURVE, "hold_ms"), unit(CURVE, "drift_spread"), unit(DESCENT, "rate_hz")),
        ("ms", "mV/ms", "Hz")
    );
}

#[test]
fn other_pairings_and_drifts_keep_the_signs() {
    for (pairing, drift) in [
        (Pairing::AllToAll, Drift::Normal),
        (Pairing::Nearest, Drift::Laplace),
        (Pairing::AllToAll, Drift::Uniform),
    ] {
        let curve = curve(CurveSettings { pairing, drift, ..CurveSettings::default() }, 20_000, 11);
        // The far bins of few pairings may err; within 50 ms none does.
        let near = curve
            .bins()
            .into_iter()
            .filter(|bin| bin.spike_interval_ms.abs() < 50.0 && bin.count >= MIN_COUNT);
        assert!(
            near.into_iter().all(|bin| bin.delta_w * bin.spike_interval_ms > 0.0),
            "{pairing:?} {drift:?}"
        );
    }
}

#[test]
fn changes_add_up_to_the_gradient() {
    let mut descent = Descent::new(DescentParams::default(), Push::Towards, false, 1).unwrap();
    assert_eq!(descent.report().cosine, None, "no spike yet");
    descent.advance(100);
    let report = descent.report();
    assert_eq!(report.seconds, 10.0);
    // 20 units × 50 Hz × 10 s are 10,000 spikes: 1 % is one standard error.
    assert!((report.rate_hz - 50.0).abs() < 2.0, "{report:?}");
    assert!(report.cosine.unwrap() >= 0.95, "{report:?}");
    let mut reversed = Descent::new(DescentParams::default(), Push::Away, false, 1).unwrap();
    reversed.advance(100);
    assert!(reversed.report().cosine.unwrap() <= -0.95);
}

#[test]
fn the_error_falls_as_with_the_delta_rule_and_rises_when_reversed() {
    let mut descent = Descent::new(DescentParams::default(), Push::Towards, true, 2).unwrap();
    let start = descent.report().error;
    descent.advance(100);
    let report = descent.report();
    assert!(report.error < start / 4.0, "{start} {report:?}");
    // Spikes and noise make the path a random one: a quarter either way.
    assert!((report.error / report.delta_rule_error - 1.0).abs() < 0.25, "{report:?}");
    assert_eq!(descent.warning(), None);
    let mut reversed = Descent::new(DescentParams::default(), Push::Away, true, 2).unwrap();
    reversed.advance(10);
    assert!(reversed.report().error > 1.2 * start);
    reversed.advance(10_000);
    let stopped = reversed.report();
    assert!(stopped.error.is_finite() && stopped.seconds < 1000.0);
    assert!(reversed.warning().unwrap().contains("learning stopped"));
}

/// One pattern, no noise: each spike of a unit finds the slope that the voltage has then, so the mean change is the rate
/// times the way that the voltage goes.
#[test]
fn one_noiseless_pattern_has_its_closed_form() {
    let params = DescentParams { patterns: 1, noise_mv: 0.0, ..DescentParams::default() };
    let mut descent = Descent::new(params, Push::Towards, false, 3).unwrap();
    descent.advance(2_000);
    assert!(descent.report().cosine.unwrap() > 0.999);
    let mut learning =
        Descent::new(DescentParams { learning_rate: 1e-3, ..params }, Push::Towards, true, 3).unwrap();
    let start = learning.report().error;
    learning.advance(200);
    let report = learning.report();
    // 20,000 spikes: the pace is known to a few per cent.
    assert!(
        ((start - report.error) / (start - report.delta_rule_error) - 1.0).abs() < 0.05,
        "{start} {report:?}"
    );
}

#[test]
fn huge_rates_are_clamped_with_a_message() {
    let params = DescentParams { rate_hz: 100_000.0, ..DescentParams::default() };
    let mut descent = Descent::new(params, Push::Towards, false, 1).unwrap();
    descent.advance(1);
    assert!(descent.report().rate_hz <= 2_000.0);
    let warning = descent.warning().unwrap();
    assert!(warning.contains("clamped to 2000 Hz") && warning.contains("found 100000"), "{warning}");
}

#[test]
fn spikes_learn_digits_better_the_more_there_are() {
    let digits = SmallDigits::draw();
    let error = |transmission, dale| {
        let learner = PairLearner { transmission, dale };
        let mut pair = SpikingPair::new(SpikingPairParams::default(), learner, digits.clone(), 1).unwrap();
        let start = pair.errors().0;
        pair.advance(1_000);
        let (exact, sent) = pair.errors();
        assert!(exact < start / 2.0, "{transmission:?}: {start} {exact}");
        (exact, sent)
    };
    let exact = error(Transmission::Exact, false);
    assert_eq!(exact.0, exact.1);
    let (few, many) = (error(Transmission::Spikes(3.0), false), error(Transmission::Spikes(100.0), false));
    assert!(many.0 < few.0 && many.1 < few.1 && many.0 < 1.25 * exact.0, "{exact:?} {many:?} {few:?}");
    assert!(
        error(Transmission::Exact, true).0 < 2.0 * exact.0,
        "Dale's constraint slows, but does not stop it"
    );
}

#[test]
fn a_spiking_pair_repeats_itself_and_shows_its_pictures() {
    let digits = SmallDigits::draw();
    let learner = PairLearner { transmission: Transmission::Spikes(5.0), dale: true };
    let run = |slices: &[u64]| {
        let mut pair = SpikingPair::new(SpikingPairParams::default(), learner, digits.clone(), 4).unwrap();
        slices.iter().for_each(|&slice| pair.advance(slice));
        (pair.errors(), pair.pictures(3))
    };
    assert_eq!(run(&[30]), run(&[10, 20]));
    let (_, (originals, pictures)) = run(&[5]);
    assert_eq!((originals.len(), pictures.len()), (3 * 196, 3 * 196));
    assert!(originals.iter().chain(&pictures).all(|pixel| (0.0..=1.0).contains(pixel)));
}

fn rewarded(
    params: RewardParams,
    negated: bool,
    pre_spikes: u64,
    seed: u64,
) -> targetprop::Result<RewardCurve> {
    let mut curve = RewardCurve::new(CurveSettings::default(), params, negated, seed)?;
    curve.advance(pre_spikes);
    Ok(curve)
}

#[test]
fn reward_keeps_the_sign_of_the_curve_or_turns_it() {
    let curve = rewarded(RewardParams::default(), false, 20_000, 1).unwrap();
    let [better, worse, any] = Surprise::ALL.map(|surprise| curve.area(surprise));
    // Twenty standard errors: the curve is nothing that could be missed. Over all, four.
    assert!(better.0 > 20.0 * better.1 && worse.0 < -20.0 * worse.1, "{better:?} {worse:?}");
    assert!(any.1 > 0.0 && any.0.abs() < 4.0 * any.1, "{any:?}");
    for (surprise, sign) in [(Surprise::Better, 1.0), (Surprise::Worse, -1.0)] {
        let near = curve.bins(surprise).into_iter().filter(|bin| bin.spike_interval_ms.abs() < 40.0);
        assert!(near.into_iter().all(|bin| sign * bin.delta_w * bin.spike_interval_ms > 0.0), "{surprise:?}");
    }
}

#[test]
fn a_negated_reward_negates_every_change_to_the_bit() {
    let [curve, negated] =
        [false, true].map(|negated| rewarded(RewardParams::default(), negated, 3_000, 2).unwrap());
    assert!(curve.weight_change() != 0.0);
    assert_eq!(negated.weight_change(), -curve.weight_change());
    for (of, of_negated) in [
        (Surprise::Better, Surprise::Worse),
        (Surprise::Worse, Surprise::Better),
        (Surprise::Any, Surprise::Any),
    ] {
        for (bin, turned) in curve.bins(of).iter().zip(negated.bins(of_negated)) {
            assert_eq!((turned.delta_w, turned.stderr), (-bin.delta_w, bin.stderr), "{of:?}");
        }
    }
    let [told, scolded] = [Feedback::Reward, Feedback::Punishment].map(|feedback| {
        let mut task = RewardTask::new(RewardParams::default(), feedback, false, 2).unwrap();
        task.advance(200);
        task
    });
    assert!(told.change().iter().all(|change| *change != 0.0));
    assert_eq!(scolded.change(), told.change().iter().map(|change| -change).collect::<Vec<_>>());
}

#[test]
fn a_reward_that_tells_nothing_changes_nothing_on_average() {
    // The same reward always: its mean, and so no change at all.
    for reward_chance in [0.0, 1.0] {
        let constant =
            rewarded(RewardParams { reward_chance, ..RewardParams::default() }, false, 1_000, 3).unwrap();
        assert_eq!(constant.weight_change(), 0.0);
        assert!(constant.bins(Surprise::Any).iter().any(|bin| bin.count > 0));
    }
    // By chance: every weight goes somewhere, and their mean nowhere.
    let changes = Estimate::of(
        (0..200).map(|seed| rewarded(RewardParams::default(), false, 200, seed).unwrap().weight_change()),
    );
    assert!(changes.stderr > 0.0 && changes.mean.abs() < 3.0 * changes.stderr, "{changes:?}");
    let probability = Estimate::of((0..30).map(|seed| {
        let mut task = RewardTask::new(RewardParams::default(), Feedback::Chance, true, seed).unwrap();
        task.advance(500);
        task.report().probability
    }));
    assert!((probability.mean - 0.5).abs() < 3.0 * probability.stderr, "{probability:?}");
}

#[test]
fn a_later_reward_makes_a_smaller_change_by_what_is_forgotten() {
    let params = RewardParams::default();
    let later = RewardParams { delay_ms: params.delay_ms + params.eligibility_ms, pause_ms: 0.0, ..params };
    // What is left of earlier spikes stays the same.
    let sooner = RewardParams { pause_ms: params.eligibility_ms, ..params };
    let [soon, late] = [sooner, later].map(|params| rewarded(params, false, 500, 4).unwrap());
    let ratio = late.weight_change() / soon.weight_change();
    assert!((ratio - (-1f64).exp()).abs() < 1e-9, "{ratio}");
}

#[test]
fn told_right_or_wrong_a_neuron_learns_when_to_fire() {
    let after = |feedback| {
        let runs: Vec<_> = (0..20)
            .map(|seed| {
                let mut task = RewardTask::new(RewardParams::default(), feedback, true, seed).unwrap();
                let before = task.report().probability;
                task.advance(2_000);
                (before, task.report())
            })
            .collect();
        let before = Estimate::of(runs.iter().map(|(before, _)| *before));
        (before, Estimate::of(runs.iter().map(|(_, report)| report.probability)), runs)
    };
    let (before, rewarded, runs) = after(Feedback::Reward);
    assert!((before.mean - 0.5).abs() < 0.05, "chance is one in two: {before:?}");
    // Eight standard errors from chance; `evaluate stdp` finds some fifty, over more neurons.
    assert!(rewarded.mean - 0.5 > 8.0 * rewarded.stderr && rewarded.mean > 0.85, "{rewarded:?}");
    let more = Estimate::of(runs.iter().map(|(_, report)| report.spikes[0] - report.spikes[1]));
    assert!(more.mean > 4.0 * more.stderr, "it fires more for the patterns that ask for it: {more:?}");
    let (_, punished, _) = after(Feedback::Punishment);
    assert!(punished.mean < 0.3, "{punished:?}");
}

#[test]
fn reward_leads_along_the_gradient_of_its_expectation() {
    let cosines = Estimate::of((0..10).map(|seed| {
        let mut task = RewardTask::new(RewardParams::default(), Feedback::Reward, false, seed).unwrap();
        assert_eq!(task.report().cosine, None, "no change yet");
        task.advance(10_000);
        task.report().cosine.unwrap()
    }));
    assert!(cosines.mean > 0.9, "{cosines:?}");
}

#[test]
fn the_exact_probability_is_what_trials_show() {
    // With a mean over a single trial, `recent` says how the last one went.
    let params = RewardParams { baseline_trials: 1.0, ..RewardParams::default() };
    let mut task = RewardTask::new(params, Feedback::Reward, false, 6).unwrap();
    let probability = task.report().probability;
    let seen = Estimate::of((0..2_000).map(|_| {
        task.advance(1);
        task.report().recent.unwrap()
    }));
    assert!((seen.mean - probability).abs() < 4.0 * seen.stderr, "{seen:?} {probability}");
}

#[test]
fn a_reward_run_repeats_itself_however_it_is_cut() {
    let run = |slices: &[u64]| {
        let mut curve = rewarded(RewardParams::default(), false, 0, 5).unwrap();
        let mut task = RewardTask::new(RewardParams::default(), Feedback::Reward, true, 5).unwrap();
        for &slice in slices {
            curve.advance(slice);
            task.advance(slice);
        }
        (curve.bins(Surprise::Any), task.report())
    };
    assert_eq!(run(&[300]), run(&[100, 1, 199]));
    assert_ne!(run(&[300]), run(&[299]));
}

/// What the browser must compute, to the bit: written and checked here, compared with WebAssembly by `tests/web/stdp.spec.mjs`.
/// `UPDATE_GOLDEN=1 cargo test --test stdp` writes it anew.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_native_result_is_what_the_browser_is_tested_against() {
    const FILE: &str = "tests/web/golden-stdp.json";
    // As text: JavaScript's numbers do not hold 64 bits.
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits().to_string()).collect::<Vec<_>>();
    let curve = curve(CurveSettings::default(), 10_000, 21);
    let CurveFit { positive, negative, .. } = curve.fit();
    let fits =
        [positive, negative].map(|side| side.unwrap()).map(|side| [side.amplitude, side.tau_ms, side.r2]);
    let mut descent = Descent::new(DescentParams::default(), Push::Towards, true, 22).unwrap();
    descent.advance(20);
    let descended = descent.report();
    let learner = PairLearner { transmission: Transmission::Spikes(5.0), dale: true };
    let mut pair = SpikingPair::new(SpikingPairParams::default(), learner, SmallDigits::draw(), 23).unwrap();
    pair.advance(20);
    let errors = pair.errors();
    let rewarded = rewarded(RewardParams::default(), false, 2_000, 24).unwrap();
    let areas = Surprise::ALL.map(|surprise| <[f64; 2]>::from(rewarded.area(surprise)));
    let mut task = RewardTask::new(RewardParams::default(), Feedback::Reward, true, 25).unwrap();
    task.advance(50);
    let report = task.report();
    let computed = serde_json::json!({
        "means": bits(&curve.bins().iter().map(|bin| bin.delta_w).collect::<Vec<_>>()),
        "voltage": bits(&curve.trial().voltage),
        "fits": bits(&fits.concat()),
        "descent": bits(&[descended.cosine.unwrap(), descended.error, descended.delta_rule_error]),
        "errors": bits(&[errors.0, errors.1]),
        "reward_areas": bits(&areas.concat()),
        "reward_task": bits(&[report.probability, report.recent.unwrap(), report.spikes[0], report.cosine.unwrap()]),
    });
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, computed.to_string()).unwrap();
    }
    let golden: serde_json::Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    assert_eq!(computed, golden, "differs from {FILE}");
}
