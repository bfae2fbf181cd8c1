// The charger comes for the first time in mid-session: it boots, says Charging and tells values with an id of another back office.
// Right: what flows is shown; a ceiling that is written now is kept; `idle` pauses it; a record is kept, or it is alarmed as a
// session without record.
import { play, Charger, Device, Vehicle, configure, sleep, ended, watch, sessions } from './charger.mjs';
await play(
  async check => {
    const charger = await new Charger().connect();
    await charger.boot();
    await charger.status('Charging');
    const device = await Device.of(charger);
    await configure(charger, { max_phases: 1 });
    const car = new Vehicle(charger, { every: 5000, suspends: false, law: a => a && a - Math.random() * 0.1 });
    charger.sessions[1] = 771204;
    car.plugged = true;
    const eye = watch(device, 1000);
    await sleep(70000);
    check(
      Math.abs(eye.read.state.currentPower - 7.35) < 0.1 && eye.read.state.isCharging,
      `shown ${eye.read.state.currentPower} kW, ${eye.read.state.status}`,
    );
    const records = await sessions(charger);
    check(
      eye.alarms.has('SESSION_WITHOUT_RECORD') || records.some(t => t.state === 'open'),
      `alarms [${[...eye.alarms]}], records ${JSON.stringify(records.map(t => [t.id, t.state, t.energyWh]))}`,
    );
    await device.ceiling(3.7);
    await sleep(45000);
    check(
      Math.abs(car.kw() - 3.67) < 0.1,
      `at a ceiling of 3.7 draws ${car.kw().toFixed(2)}; told ${charger.story()}`,
    );
    const i = await device.order('idle', 70000);
    check(i.state === 'completed' && car.amps === 0, `idle ${ended(i)}, draws ${car.amps} A`);
  },
  { seconds: 215 },
);
