//! The rule, `ΔW_ij = S_i · dV_j/dt` (Eq. 1), and which spikes it counts as a pair.

use super::neuron::Trial;
use crate::params::Pairing;

/// Change of a weight at a pre-synaptic spike: `S_i · dV_j/dt`, in mV/ms for a spike of size 1.
pub fn delta_w(pre_spike: f64, post_dv_dt: f64) -> f64 {
    pre_spike * post_dv_dt
}

/// `ΔT = t_post − t_pre` of every pair that the pre-synaptic spike of `trial` makes, in ms. The weight changes by the same
/// amount whichever they are: the pairs only say under which `ΔT` it is counted.
pub fn pairs(trial: &Trial, pairing: Pairing) -> &[f64] {
    let spikes = &trial.post_spikes[..];
    match pairing {
        Pairing::AllToAll => spikes,
        Pairing::Nearest => {
            let after = spikes.partition_point(|&time| time < 0.0);
            let nearest = match (after.checked_sub(1).map(|i| spikes[i]), spikes.get(after)) {
                (Some(before), Some(&next)) if -before <= next => after - 1,
                (Some(_), None) => after - 1,
                _ => after,
            };
            spikes.get(nearest..=nearest).unwrap_or(&[])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(post_spikes: &[f64]) -> Trial {
        Trial { post_spikes: post_spikes.to_vec(), ..Trial::default() }
    }

    #[test]
    fn the_nearest_spike_is_the_nearest() {
        for (spikes, expected) in [
            (&[-9.0, -3.0, 4.0, 8.0][..], &[-3.0][..]),
            (&[-9.0, 4.0, 8.0], &[4.0]),
            (&[-9.0], &[-9.0]),
            (&[7.0, 9.0], &[7.0]),
            (&[], &[]),
        ] {
            assert_eq!(pairs(&trial(spikes), Pairing::Nearest), expected);
            assert_eq!(pairs(&trial(spikes), Pairing::AllToAll), spikes);
        }
    }
}
