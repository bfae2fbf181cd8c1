// The meter hangs at 7.36 kW with a still register; `idle` is accepted and (unseen) followed, the status stays
// Charging.
// Right: a frozen meter proves neither flow nor rest: completed as acknowledged, no stop, no alarm.
import { play, ready, Vehicle, energy, power, sleep, watch, ended } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready({}, { max_phases: 1 });
    await device.ceiling(7.4);
    let hung;
    const car = new Vehicle(charger, {
      every: 5000,
      suspends: false,
      sample: v => hung ?? [energy(v.register()), power(Math.round(v.watts()))],
    });
    await car.begin();
    await sleep(20000);
    hung = [energy(car.register()), power(7360)];
    await sleep(40000);
    const eye = watch(device),
      e = await device.order('idle', 195000);
    check(
      e.state === 'completed' && e.result.evidence === 'acknowledged',
      `idle ${ended(e)}: ${e.result?.message ?? e.errorMessage}`,
    );
    check(
      !charger.count('RemoteStopTransaction') && !eye.alarms.size,
      `stops ${charger.count('RemoteStopTransaction')}, alarms [${[...eye.alarms]}]`,
    );
  },
  { seconds: 280 },
);
