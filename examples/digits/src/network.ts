import { type Digits, PIXELS } from './digits.ts';
import { seededRandom } from './seeded-random.ts';

const CLASSES = 10;

/** Weights by name, as they are saved. */
export type Tensors = Record<string, Float32Array>;

/** How well a network does on some digits. */
export interface Score {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of digits that are recognised. */
  readonly accuracy: number;
}

/**
 * A network with one hidden layer (ReLU) and softmax, trained by stochastic gradient descent with
 * momentum: plain loops over typed arrays, so that it needs nothing but Node.
 */
export class Network {
  readonly hidden: number;
  readonly #w1: Float32Array;
  readonly #b1: Float32Array;
  readonly #w2: Float32Array;
  readonly #b2: Float32Array;
  readonly #momenta: Float32Array[];
  readonly #activation: Float32Array;
  readonly #output = new Float32Array(CLASSES);

  constructor(hidden = 64, seed = 1) {
    this.hidden = hidden;
    const random = seededRandom(seed);
    const init = (inputs: number, count: number): Float32Array =>
      Float32Array.from({ length: count }, () => (random() * 2 - 1) * Math.sqrt(3 / inputs));
    this.#w1 = init(PIXELS, hidden * PIXELS);
    this.#b1 = new Float32Array(hidden);
    this.#w2 = init(hidden, CLASSES * hidden);
    this.#b2 = new Float32Array(CLASSES);
    this.#activation = new Float32Array(hidden);
    this.#momenta = this.#weights().map(({ length }) => new Float32Array(length));
  }

  /** Trains on some digits, given by their places in `digits`. Returns their mean score. */
  trainBatch(digits: Digits, places: readonly number[], rate: number, momentum = 0.9): Score {
    const gradients = this.#weights().map(({ length }) => new Float32Array(length));
    let loss = 0;
    let right = 0;
    for (const place of places) {
      const pixels = digits.pixels.subarray(place * PIXELS, (place + 1) * PIXELS);
      const label = digits.labels[place] as number;
      right += Number(this.#forward(pixels) === label);
      loss -= Math.log(Math.max(1e-9, this.#output[label] as number));
      this.#backward(pixels, label, gradients);
    }
    for (const [layer, weights] of this.#weights().entries()) {
      const gradient = gradients[layer] as Float32Array;
      const velocity = this.#momenta[layer] as Float32Array;
      const step = rate / places.length;
      for (let at = 0; at < weights.length; at++) {
        velocity[at] = momentum * velocity[at]! - step * gradient[at]!;
        weights[at]! += velocity[at]!;
      }
    }
    return { loss: loss / places.length, accuracy: right / places.length };
  }

  /** How well it recognises digits that it need not have seen. */
  score(digits: Digits): Score {
    let loss = 0;
    let right = 0;
    for (let place = 0; place < digits.count; place++) {
      const label = digits.labels[place] as number;
      const pixels = digits.pixels.subarray(place * PIXELS, (place + 1) * PIXELS);
      right += Number(this.#forward(pixels) === label);
      loss -= Math.log(Math.max(1e-9, this.#output[label] as number));
    }
    return { loss: loss / digits.count, accuracy: right / digits.count };
  }

  /** All that is needed to go on from here, the optimizer's momenta included. */
  save(): Tensors {
    const names = ['w1', 'b1', 'w2', 'b2'];
    const weights = this.#weights().map((tensor, layer) => [names[layer], tensor.slice()]);
    const momenta = this.#momenta.map((tensor, layer) => [
      `${names[layer]}.momentum`,
      tensor.slice(),
    ]);
    return Object.fromEntries([...weights, ...momenta]) as Tensors;
  }

  /** Takes over what was saved. @throws Error when it is another network's */
  load(tensors: Tensors): void {
    for (const [layer, name] of ['w1', 'b1', 'w2', 'b2'].entries()) {
      const weights = this.#weights()[layer] as Float32Array;
      const saved = tensors[name];
      if (saved?.length !== weights.length)
        throw new Error(`the checkpoint has no ${name} of this size`);
      weights.set(saved);
      this.#momenta[layer]!.set(tensors[`${name}.momentum`] ?? []);
    }
  }

  #weights(): Float32Array[] {
    return [this.#w1, this.#b1, this.#w2, this.#b2];
  }

  /** Fills the activations; returns the most probable digit. */
  #forward(pixels: Float32Array): number {
    for (let unit = 0; unit < this.hidden; unit++) {
      let sum = this.#b1[unit]!;
      const start = unit * PIXELS;
      for (let at = 0; at < PIXELS; at++) sum += this.#w1[start + at]! * pixels[at]!;
      this.#activation[unit] = Math.max(0, sum);
    }
    let best = 0;
    for (let digit = 0; digit < CLASSES; digit++) {
      let sum = this.#b2[digit]!;
      const start = digit * this.hidden;
      for (let unit = 0; unit < this.hidden; unit++) {
        sum += this.#w2[start + unit]! * this.#activation[unit]!;
      }
      this.#output[digit] = sum;
      if (sum > this.#output[best]!) best = digit;
    }
    const largest = this.#output[best]!;
    let total = 0;
    for (let digit = 0; digit < CLASSES; digit++) {
      const power = Math.exp(this.#output[digit]! - largest);
      this.#output[digit] = power;
      total += power;
    }
    for (let digit = 0; digit < CLASSES; digit++) this.#output[digit]! /= total;
    return best;
  }

  /** Adds one digit's gradients; to be called right after `#forward`. */
  #backward(pixels: Float32Array, label: number, gradients: readonly Float32Array[]): void {
    const [g1, gb1, g2, gb2] = gradients as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let digit = 0; digit < CLASSES; digit++) {
      const error = this.#output[digit]! - Number(digit === label);
      gb2[digit]! += error;
      const start = digit * this.hidden;
      for (let unit = 0; unit < this.hidden; unit++)
        g2[start + unit]! += error * this.#activation[unit]!;
    }
    for (let unit = 0; unit < this.hidden; unit++) {
      if (this.#activation[unit]! <= 0) continue;
      let error = 0;
      for (let digit = 0; digit < CLASSES; digit++) {
        const wrong = this.#output[digit]! - Number(digit === label);
        error += wrong * this.#w2[digit * this.hidden + unit]!;
      }
      gb1[unit]! += error;
      const start = unit * PIXELS;
      for (let at = 0; at < PIXELS; at++) g1[start + at]! += error * pixels[at]!;
    }
  }
}
