/** Random numbers that are the same each time, for simulated releases. */

export class Random {
  private spare: number | undefined;

  constructor(private state: number) {}

  /** Uniform in (0, 1). Source: mulberry32, Tommy Ettinger, public domain. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    if (this.spare !== undefined) {
      const kept = this.spare;
      this.spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(this.next()));
    const angle = 2 * Math.PI * this.next();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  poisson(mean: number): number {
    if (mean > 50) return Math.max(Math.round(mean + Math.sqrt(mean) * this.normal()), 0);
    const limit = Math.exp(-mean);
    let [count, product] = [0, this.next()];
    while (product > limit) {
      count++;
      product *= this.next();
    }
    return count;
  }

  /** Exact where few are expected on either side, else by the normal distribution. */
  binomial(count: number, p: number): number {
    if (count <= 0 || p <= 0) return 0;
    if (p >= 1) return count;
    if (p > 0.5) return count - this.binomial(count, 1 - p);
    if (count * p > 30) {
      const deviation = Math.sqrt(count * p * (1 - p));
      return Math.min(Math.max(Math.round(count * p + deviation * this.normal()), 0), count);
    }
    // By inversion.
    const odds = p / (1 - p);
    let [k, probability] = [0, (1 - p) ** count];
    let left = this.next() - probability;
    while (left > 0 && k < count) {
      probability *= (odds * (count - k)) / (k + 1);
      left -= probability;
      k++;
    }
    return k;
  }
}
