// Plays an experiment: one portion a frame, until it is paused, done or fails.

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

export class Runner {
  /**
   * @param {() => Promise<boolean>} portion computes and draws; false once it is over
   * @param {() => void} onChange called when it starts and stops
   */
  constructor(portion, onChange) {
    this.portion = portion;
    this.onChange = onChange;
    this.playing = false;
    /** Counts plays, so that an old loop notices that a newer one runs. */
    this.turn = 0;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  async play() {
    if (this.playing) return;
    const mine = ++this.turn;
    this.playing = true;
    this.onChange();
    while (this.playing && mine === this.turn) {
      if (!(await this.portion())) {
        if (mine === this.turn) this.pause();
        return;
      }
      await nextFrame();
    }
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.onChange();
  }
}
