// The part of gifenc that the page uses: the package has no types of its own.

export interface Frame {
  /** Of the first frame: for all of them. */
  palette?: number[][];
  /** Milliseconds. */
  delay?: number;
}
export function GIFEncoder(): {
  writeFrame(index: Uint8Array, width: number, height: number, frame: Frame): void;
  finish(): void;
  bytes(): Uint8Array<ArrayBuffer>;
};
