// How to cite the paper and this page.

export const PAPER = `@article{bengio2015towards,
  title   = {Towards Biologically Plausible Deep Learning},
  author  = {Bengio, Yoshua and Lee, Dong-Hyun and Bornschein, J{\\"o}rg and Mesnard, Thomas and Lin, Zhouhan},
  journal = {arXiv preprint arXiv:1502.04156},
  year    = {2015}
}`;

/** @param {string} url of the page, without its state @param {string} date of the model, year-month-day */
export const page = (url, date) => `@misc{targetprop_playground,
  title        = {Targetprop Playground: Towards Biologically Plausible Deep Learning in the browser},
  author       = {{The Targetprop Playground authors}},
  year         = {${date.slice(0, 4)}},
  howpublished = {\\url{${url}}},
  note         = {Model of ${date}}
}`;
