//! Properties that hold for every network, image and seed, tried on random small ones.

#![cfg(not(target_arch = "wasm32"))]

use ndarray::{Array1, Array2, Axis, concatenate, s};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use targetprop::inference::{ClampMask, Inference, infer};
use targetprop::math::noise::{gaussian, spike_like};
use targetprop::net::{Latents, Network};
use targetprop::params::{Architecture, InferenceParams, RoundsParams};
use targetprop::sampling::{Rounds, denoise, generate, inpaint, sample_directed};
use targetprop::top::TopPrior;

/// A network, images for it, and a generator seeded as they were.
#[derive(Debug)]
struct Case {
    net: Network,
    x: Array2<f32>,
    missing: Array2<bool>,
    prior: TopPrior,
    params: InferenceParams,
    seed: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    let hidden = proptest::collection::vec(1..30_usize, 1..=4);
    let sizes = (1..40_usize, hidden, 1..8_usize);
    let settings = (0..12_usize, 0.0..=1.0_f32, 0.0..=1.0_f32);
    (sizes, settings, 0.1..6.0_f32, any::<u64>()).prop_map(
        |((x, hidden, batch), (n_steps, step, top_down), scale, seed)| {
            let mut rng = Pcg64::seed_from_u64(seed);
            let architecture = Architecture { x, hidden };
            let top = architecture.top();
            let mut net = Network::random(&architecture, scale, &mut rng);
            let images = Array2::from_shape_simple_fn((batch, x), || rng.random::<f32>());
            net.center_biases(images.view());
            Case {
                missing: Array2::from_shape_simple_fn((batch, x), || rng.random()),
                prior: TopPrior {
                    mean: Array1::from_shape_simple_fn(top, || rng.random()),
                    variance: Array1::from_shape_simple_fn(top, || 0.3 * rng.random::<f32>()),
                },
                params: InferenceParams { n_steps, step, top_down },
                net,
                x: images,
                seed,
            }
        },
    )
}

fn encode(net: &Network, x: &Array2<f32>) -> Latents {
    Inference::start(net, x.clone(), None).into_latents()
}

fn rows(latents: &[Latents]) -> Latents {
    let join = |l: usize| {
        let parts: Vec<_> = latents.iter().map(|latents| latents.h(l).view()).collect();
        concatenate(Axis(0), &parts).unwrap()
    };
    Latents::new((1..=latents[0].depth()).map(join).collect())
}

fn in_unit_range(values: &Array2<f32>) -> bool {
    values.iter().all(|v| (0.0..=1.0).contains(v))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn latents_have_their_shapes_and_ranges(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let latents = infer(net, x.view(), params);
        for (h, units) in latents.iter().zip(net.architecture().hidden) {
            prop_assert_eq!(h.dim(), (x.nrows(), units));
            prop_assert!(h.iter().all(|h| h.is_finite() && *h >= 0.0));
        }
        prop_assert!(in_unit_range(latents.top()));
    }

    #[test]
    fn an_image_gives_the_same_bits_alone_and_in_a_batch(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let batch = infer(net, x.view(), params);
        let alone: Vec<_> = x.axis_chunks_iter(Axis(0), 1).map(|x| infer(net, x, params)).collect();
        prop_assert_eq!(&rows(&alone), &batch);
        prop_assert_eq!(&infer(net, x.view(), params), &batch, "and every time");
    }

    #[test]
    fn no_iterations_leave_the_encoder(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let latents = infer(net, x.view(), &InferenceParams { n_steps: 0, ..*params });
        for l in 1..=net.depth() {
            let below = if l == 1 { x } else { latents.h(l - 1) };
            prop_assert_eq!(latents.h(l), &net.f(l).forward(below.view()));
        }
        prop_assert_eq!(&latents, &encode(net, x));
    }

    #[test]
    fn nothing_moves_without_steps(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let still = InferenceParams { step: 0.0, top_down: 0.0, ..*params };
        prop_assert_eq!(infer(net, x.view(), &still), encode(net, x));
    }

    #[test]
    fn visible_pixels_keep_their_bits(case in cases(), n_rounds in 0..4_usize) {
        let Case { net, x, missing, params, .. } = &case;
        let params = RoundsParams { n_rounds, inference: *params };
        let mut rounds = Rounds::start(net, x.clone(), Some(ClampMask::new(missing.clone())), params);
        loop {
            let picture = rounds.picture();
            for ((&missing, &x), &now) in missing.iter().zip(x).zip(&picture) {
                prop_assert!(missing || x == now);
            }
            prop_assert!(in_unit_range(&picture));
            if !rounds.advance(net) {
                break;
            }
        }
        let at_once = inpaint(net, x.clone(), ClampMask::new(missing.clone()), &params);
        prop_assert_eq!(at_once, rounds.picture());
    }

    #[test]
    fn a_mask_without_missing_pixels_is_no_mask(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let mask = ClampMask::new(Array2::from_elem(x.dim(), false));
        let mut clamped = Inference::start(net, x.clone(), Some(mask));
        for _ in 0..params.n_steps {
            clamped.advance(net, params);
        }
        prop_assert_eq!(clamped.latents(), &infer(net, x.view(), params));
    }

    /// `log p(x|h1)` counts the visible pixels alone, so noise under the mask cannot move it.
    #[test]
    fn missing_pixels_do_not_count_against_the_start(case in cases()) {
        let Case { net, x, missing, .. } = &case;
        let mask = ClampMask::new(missing.clone());
        let inference = Inference::start(net, x.clone(), Some(mask));
        let expected = Array1::from_iter((0..x.nrows()).map(|i| {
            let visible = (0..x.ncols()).filter(|&j| !missing[[i, j]]);
            -0.5 * visible.map(|j| (x[[i, j]] - inference.x_hat()[[i, j]]).powi(2)).sum::<f32>()
        }));
        let found = &inference.log_joint().terms[0];
        prop_assert!((found - &expected).iter().all(|d| d.abs() < 1e-5));
    }

    #[test]
    fn samplers_give_images_and_follow_their_seed(case in cases(), scale in 0.0..20.0_f32) {
        let Case { net, prior, params, seed, .. } = &case;
        let params = RoundsParams { n_rounds: 2, inference: *params };
        let sample = |seed| generate(net, prior, 5, scale, &params, &mut Pcg64::seed_from_u64(seed));
        let samples = sample(*seed);
        prop_assert_eq!(samples.dim(), (5, net.architecture().x));
        prop_assert!(in_unit_range(&samples));
        prop_assert_eq!(sample(*seed), samples);
    }

    #[test]
    fn generate_without_rounds_is_directed(case in cases()) {
        let Case { net, prior, params, seed, .. } = &case;
        let params = RoundsParams { n_rounds: 0, inference: *params };
        let generated = generate(net, prior, 4, 4.0, &params, &mut Pcg64::seed_from_u64(*seed));
        prop_assert_eq!(generated, sample_directed(net, prior, 4, 4.0, &mut Pcg64::seed_from_u64(*seed)));
    }

    #[test]
    fn generate_is_directed_and_then_rounds(case in cases()) {
        let Case { net, prior, params, seed, .. } = &case;
        let params = RoundsParams { n_rounds: 3, inference: *params };
        let generated = generate(net, prior, 4, 4.0, &params, &mut Pcg64::seed_from_u64(*seed));
        let directed = sample_directed(net, prior, 4, 4.0, &mut Pcg64::seed_from_u64(*seed));
        prop_assert_eq!(generated, denoise(net, directed, &params));
    }

    #[test]
    fn a_round_without_iterations_is_encoding_and_decoding(case in cases()) {
        let Case { net, x, params, .. } = &case;
        let params = RoundsParams { n_rounds: 1, inference: InferenceParams { n_steps: 0, ..*params } };
        prop_assert_eq!(denoise(net, x.clone(), &params), net.g(1).forward(net.f(1).forward(x.view()).view()));
    }

    #[test]
    fn a_prior_without_variance_draws_its_mean(case in cases()) {
        let Case { net, prior, seed, .. } = &case;
        let still = sample_directed(net, prior, 3, 0.0, &mut Pcg64::seed_from_u64(*seed));
        let mean = prior.mean.view().insert_axis(Axis(0));
        let expected = net.decode(mean);
        prop_assert!(still.rows().into_iter().all(|row| row == expected.row(0)));
    }

    #[test]
    fn no_noise_is_no_change(case in cases()) {
        let Case { x, seed, .. } = &case;
        let rngs = &mut [Pcg64::seed_from_u64(*seed)];
        prop_assert_eq!(&gaussian(x, 0.0, rngs), x);
        let certain = x.map(|&h| if h < 0.5 { 0.0 } else { 1.0 });
        prop_assert_eq!(&spike_like(&certain, 3, rngs), &certain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Means and variances of 20,000 draws lie within five standard errors (of up to 4 units a case).
    #[test]
    fn draws_have_the_priors_statistics(seed in any::<u64>(), scale in 0.1..16.0_f32) {
        const DRAWS: usize = 20_000;
        let mut rng = Pcg64::seed_from_u64(seed);
        let prior = TopPrior {
            mean: Array1::from_shape_simple_fn(4, || rng.random()),
            variance: Array1::from_shape_simple_fn(4, || 0.01 + 0.2 * rng.random::<f32>()),
        };
        let h2 = prior.sample(DRAWS, scale, &mut rng);
        for (unit, h2) in h2.columns().into_iter().enumerate() {
            let expected = scale * prior.variance[unit];
            let mean = h2.mean().unwrap();
            let variance = h2.mapv(|v| (v - mean).powi(2)).mean().unwrap();
            let standard_error = (expected / DRAWS as f32).sqrt();
            prop_assert!((mean - prior.mean[unit]).abs() < 5.0 * standard_error, "mean {mean}");
            let standard_error = expected * (2.0 / DRAWS as f32).sqrt();
            prop_assert!((variance - expected).abs() < 5.0 * standard_error, "variance {variance}, {expected}");
        }
    }

    /// The learnt prior is the mean and variance of the inferred h2.
    #[test]
    fn the_learnt_prior_describes_the_inferred_h2(seed in any::<u64>()) {
        let mut rng = Pcg64::seed_from_u64(seed);
        let net = Network::random(&Architecture { x: 6, hidden: vec![5, 3] }, 3.0, &mut rng);
        let images = Array2::from_shape_simple_fn((2_500, 6), || rng.random::<f32>());
        let params = InferenceParams::default();
        let latents = infer(&net, images.view(), &params);
        let h2 = latents.top();
        let prior = TopPrior::learn(h2.view());
        let alone = TopPrior::learn(h2.slice(s![..1, ..]));
        let h2 = h2.mapv(f64::from);
        let mean = h2.mean_axis(Axis(0)).unwrap();
        let variance = h2.var_axis(Axis(0), 0.0);
        for unit in 0..3 {
            prop_assert!((f64::from(prior.mean[unit]) - mean[unit]).abs() < 1e-6);
            prop_assert!((f64::from(prior.variance[unit]) - variance[unit]).abs() < 1e-6);
        }
        prop_assert!(alone.variance.iter().all(|&v| (0.0..1e-6).contains(&v)), "one image does not vary");
    }
}
