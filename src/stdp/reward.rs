//! A rule of three factors: `ΔW_ij = ε (R − R̄) e_ij`.
//!
//! What Eq. 1 would change at once, `S_i · dV_j/dt`, is only added to the synapse's eligibility `e_ij`, which decays. A reward R that
//! comes later, less its running mean R̄, makes the change. The paper names reward (§1, §9) without a rule; this one is of the family
//! that Frémaux & Gerstner (2016) review, with the eligibility of Izhikevich (2007).

use super::math::exp;
use crate::params::RewardParams;

/// What a synapse keeps of its eligibility over `time_ms`, as a share.
pub fn kept(time_ms: f64, params: &RewardParams) -> f64 {
    exp(-time_ms / params.eligibility_ms)
}

/// The running mean R̄ of a reward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// None before the first reward.
    mean: Option<f64>,
    share: f64,
}

impl Expectation {
    /// Of a reward that has not yet come.
    pub fn new(params: &RewardParams) -> Self {
        Self { mean: None, share: 1.0 / params.baseline_trials }
    }

    /// R̄, once there was a reward.
    pub fn mean(&self) -> Option<f64> {
        self.mean
    }

    /// `R − R̄` of the next reward, which the mean then takes in. The first reward is as expected.
    pub fn surprise(&mut self, reward: f64) -> f64 {
        let mean = self.mean.unwrap_or(reward);
        let surprise = reward - mean;
        self.mean = Some(mean + self.share * surprise);
        surprise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_reward_is_no_surprise_and_a_negated_one_the_opposite() {
        let params = RewardParams::default();
        let surprises = |rewards: &[f64]| {
            let mut expectation = Expectation::new(&params);
            rewards.iter().map(|&reward| expectation.surprise(reward)).collect::<Vec<_>>()
        };
        assert_eq!(surprises(&[0.7; 100]), [0.0; 100]);
        let rewards: Vec<f64> = (0..100).map(|i| f64::from(i * i % 7)).collect();
        let negated: Vec<f64> = rewards.iter().map(|reward| -reward).collect();
        let (found, opposite) = (surprises(&rewards), surprises(&negated));
        assert!(found.iter().any(|surprise| surprise.abs() > 1.0));
        assert_eq!(found.iter().map(|surprise| -surprise).collect::<Vec<_>>(), opposite);
    }

    #[test]
    fn the_mean_follows_the_reward_as_fast_as_it_should() {
        let mut expectation =
            Expectation::new(&RewardParams { baseline_trials: 4.0, ..RewardParams::default() });
        assert_eq!(expectation.mean(), None);
        expectation.surprise(0.0);
        assert_eq!((expectation.surprise(1.0), expectation.mean()), (1.0, Some(0.25)));
        assert_eq!((expectation.surprise(1.0), expectation.mean()), (0.75, Some(0.4375)));
    }
}
