// The vehicle on the cable: draws what it may, counts what flows, and lets the charger tell it.
import { energy, power } from './samples.mjs';

export class Vehicle {
  constructor(charger, options = {}) {
    Object.assign(
      this,
      {
        charger,
        connector: 1,
        phases: 1,
        volts: 230,
        most: 32,
        least: 6,
        wh: 100000,
        delay: 0,
        every: 5000,
        plugged: false,
        amps: 0,
        suspends: true,
        told: undefined,
        tells: true,
        steps: [],
        law: a => a,
        step: 1,
        sample: v => [energy(v.register()), power(Math.round(v.watts()))],
      },
      options,
    );
    const before = charger.onLimit;
    charger.onLimit = () => {
      before();
      this.steps.push({ at: Date.now() + this.delay, amps: this.allowed() });
    };
    this.steps.push({ at: 0, amps: this.allowed() });
    const stopped = charger.onStop;
    charger.onStop = connector => {
      stopped(connector);
      if (connector === this.connector) {
        this.#flow();
        this.plugged = false;
        this.amps = 0;
      }
    };
    this.last = Date.now();
    this.clock = setInterval(() => this.#flow(), 200);
    this.meter = setInterval(() => this.speak(), this.every);
    this.clock.unref();
    this.meter.unref();
  }
  allowed() {
    const l = this.charger.limit(this.connector);
    return l === undefined ? Infinity : l.unit === 'W' ? l.value / this.volts / this.phases : l.value;
  }
  #flow() {
    const now = Date.now();
    this.wh += (this.watts() * (now - this.last)) / 3600e3;
    this.last = now;
    const inForce = this.steps.filter(s => s.at <= now).pop()?.amps ?? Infinity;
    this.inForce = inForce;
    const may = Math.min(this.most, inForce);
    this.amps = this.plugged ? this.law(may < this.least ? 0 : may, this) : 0;
  }
  watts() {
    return this.amps * this.volts * this.phases;
  }
  kw() {
    return this.watts() / 1000;
  }
  register() {
    return Math.floor(this.wh / this.step + 1e-9) * this.step;
  }
  async speak() {
    if (!this.tells || !this.charger.line?.open) return;
    if (this.plugged && this.suspends && this.charger.sessions[this.connector]) {
      const status = this.amps > 0 ? 'Charging' : 'SuspendedEVSE';
      if (status !== this.told) {
        this.told = status;
        await this.charger.status(status, this.connector);
      }
    }
    if (this.charger.sessions[this.connector] || this.always)
      await this.charger.tell(this.sample(this), { connector: this.connector, ...this.label });
  }
  async begin(more = {}) {
    await this.charger.status('Preparing', this.connector);
    await this.charger.start(this.meterStart ?? this.register(), { connector: this.connector, ...more });
    this.begunAt = this.wh;
    this.plugged = true;
    this.told = 'Charging';
    await this.charger.status('Charging', this.connector);
  }
  used() {
    return this.wh - this.begunAt;
  }
  silence() {
    clearInterval(this.clock);
    clearInterval(this.meter);
  }
}

// How much it ever drew, and for how long at a time more than `over` kW.
export function peaks(car, over = Infinity) {
  const step = 0.2;
  const seen = { most: 0, longest: 0 };
  let now = 0;
  const timer = setInterval(() => {
    seen.most = Math.max(seen.most, car.kw());
    now = car.kw() > over ? now + step : 0;
    seen.longest = Math.max(seen.longest, now);
  }, step * 1000);
  seen.end = () => clearInterval(timer);
  return seen;
}
