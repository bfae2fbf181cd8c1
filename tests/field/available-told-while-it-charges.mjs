// After a short loss of the link the charger does not boot, says Available (its cache), and goes on charging under the
// old id.
// Right: the session stays open, what flows is shown and held to the ceiling; its own stop ends it with all its energy.
import { play, ready, Vehicle, sleep, session, watch } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready({}, { max_phases: 1 });
    await device.ceiling(3.7);
    const car = new Vehicle(charger, { every: 8000, suspends: false, law: a => a && a - Math.random() * 0.2 });
    await car.begin();
    const id = charger.sessions[1];
    await sleep(25000);
    charger.cut();
    await sleep(8000);
    await charger.connect();
    await charger.status('Available');
    const eye = watch(device);
    await sleep(100000);
    const open = await session(charger, id),
      r = eye.read;
    check(open.state === 'open', `session ${open.state} 100 s later`);
    check(
      Math.abs(r.state.currentPower - 3.65) < 0.2 && r.state.isCharging,
      `shown ${r.state.currentPower} kW, isCharging ${r.state.isCharging}, status ${r.state.status}`,
    );
    check(!eye.alarms.size && car.inForce <= 16.2, `in force ${car.inForce} A, alarms [${[...eye.alarms]}]`);
    const i = await device.order('idle', 45000);
    check(
      i.state === 'completed' && car.amps === 0,
      `idle ${i.state} ${i.errorCode ?? ''} ${i.result?.evidence}, draws ${car.amps} A`,
    );
    await charger.stop(car.register(), { reason: 'Local' });
    const t = await session(charger, id);
    check(
      t.state === 'ended' && Math.abs(t.energyWh - car.used()) <= 2,
      `then ${t.state}, ${t.energyWh} of ${car.used().toFixed(0)} Wh [${t.flags}]`,
    );
  },
  { seconds: 215 },
);
