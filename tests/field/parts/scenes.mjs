// What several plays have in common but for the charger in it.
import { Charger } from './charge-point.mjs';
import { ready } from './play.mjs';
import { watch } from './reads.mjs';
import { current, energy, power, volts } from './samples.mjs';
import { session } from './rest.mjs';
import { sleep } from './scene.mjs';
import { peaks, Vehicle } from './vehicle.mjs';

// A vehicle charges under a ceiling for so many seconds, and what it drew and what was read of it is kept.
export async function charges({ ceiling, seconds, over, car: vehicle, keys, settings }) {
  const { charger, device } = await ready({ keys }, settings);
  await device.ceilingTold(ceiling);
  const car = new Vehicle(charger, vehicle);
  const peak = peaks(car, over);
  await car.begin();
  const eye = watch(device);
  await sleep(seconds * 1000);
  peak.end();
  return { charger, car, eye, peak, shown: eye.read.state.currentPower, source: eye.read.metadata.powerSource };
}

// The current of both legs of a split phase is one; `told` are its voltages.
export const legs = (told, { withPower = false } = {}) => ({
  every: 4000,
  sample: v => [
    energy(v.register()),
    ...(withPower ? [power(Math.round(v.watts()))] : []),
    current(v.amps.toFixed(1), 'L1'),
    current(v.amps.toFixed(1), 'L2'),
    ...told.map(([number, lines]) => volts(number, lines)),
  ],
});

// What the meter tells is wrong, and only the register shows it: not over the ceiling for long, and the truth is shown.
export async function registerShowsTheTruth(check, { settings, car, near = 1 }) {
  const keys = { MeterValuesSampledData: 'Current.Import,Voltage,Energy.Active.Import.Register' };
  const seen = await charges({ ceiling: 7.4, seconds: 165, over: 7.8, keys, settings, car: { every: 5000, ...car } });
  const { charger, eye, peak, shown, source } = seen;
  const over = `over the ceiling for ${peak.longest.toFixed(0)} s at a time, most ${peak.most.toFixed(1)} kW`;
  check(peak.longest <= 92, `${over}; told ${charger.story()}; alarms [${[...eye.alarms]}]`);
  check(Math.abs(shown - seen.car.kw()) < near, `shown ${shown} of ${seen.car.kw().toFixed(2)} kW (${source})`);
  return seen;
}

// Values in odd words are read for what they can only mean: the power at once, the energy exactly.
export async function isReadAsMeant(check, sample) {
  const { charger, device } = await ready();
  const car = new Vehicle(charger, { every: 4000, sample });
  await car.begin();
  const id = charger.sessions[1];
  await sleep(30000);
  const { state, metadata } = await device.read();
  await charger.stop(0, { reason: 'Local' });
  const t = await session(charger, id);
  check(Math.abs(state.currentPower - 7.36) < 0.1, `shown ${state.currentPower} kW (${metadata.powerSource})`);
  check(
    t.energyWh <= car.used() + 1 && t.energyWh >= car.used() - 10,
    `session ${t.energyWh} of ${car.used().toFixed(0)} Wh (${t.energySource}) [${t.flags}]`,
  );
  return charger;
}

// Two boxes under one id: the first comes back whenever it loses its link, the second dials every `pause` ms.
export function twins(charger, { boots, twin: how, serial, pause }) {
  const seen = { live: true, losses: 0, twinIn: 0, refused: 0 };
  charger.onEnd = async () => {
    if (!seen.live) return;
    ++seen.losses;
    while (seen.live) {
      await sleep(1000);
      try {
        await charger.connect();
        if (boots) await charger.boot(boots);
        await charger.status('Charging');
        return;
      } catch {
        continue;
      }
    }
  };
  (async () => {
    while (seen.live) {
      const twin = new Charger({ id: charger.id, model: charger.model });
      try {
        await twin.connect(how);
        ++seen.twinIn;
        await twin.boot(serial && { chargePointSerialNumber: serial });
        await twin.status('Available');
        const until = Date.now() + 20000;
        while (twin.line.open && seen.live && Date.now() < until) await sleep(200);
        twin.cut();
      } catch {
        ++seen.refused;
      }
      await sleep(pause);
    }
  })();
  return seen;
}
