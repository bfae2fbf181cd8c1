// The status follows what happens 40 s late: Charging and SuspendedEVSE come long after the current changes; the meter
// is right.
// Right: idle completes by the meter while the status still says Charging, charge by the meter too; reads follow the
// meter.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000, suspends: false }),
    before = charger.onLimit;
  charger.onLimit = () => {
    before();
    const s = charger.limit()?.value === 0 ? 'SuspendedEVSE' : 'Charging';
    setTimeout(() => charger.status(s), 40000);
  };
  await car.begin();
  await sleep(15000);
  const i = await device.order('idle', 35000);
  await sleep(1500);
  const r = await device.read();
  check(i.state === 'completed' && i.result.evidence === 'meter', `idle ${ended(i)}`);
  check(
    r.state.currentPower === 0 && !r.state.isCharging && r.state.status !== 'charging',
    `then ${r.state.status}, ${r.state.currentPower} kW, isCharging ${r.state.isCharging}`,
  );
  await sleep(45000);
  const c = await device.order('charge', 35000);
  await sleep(5000);
  const q = await device.read();
  check(c.state === 'completed' && c.result.evidence === 'meter', `charge ${ended(c)}`);
  check(
    q.state.isCharging && q.state.status === 'charging' && q.state.currentPower > 7,
    `then ${q.state.status}, ${q.state.currentPower} kW, isCharging ${q.state.isCharging}`,
  );
});
