// The values end in mid-session (the meter's bus hangs), the status stays Charging. Then `idle`, which is accepted.
// Right: power becomes unknown, never 0 by itself; idle ends as acknowledged only, no stop, no alarm.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready({}, { max_phases: 1 });
    await device.ceiling(7.4);
    const car = new Vehicle(charger, { every: 5000, suspends: false });
    await car.begin();
    await sleep(20000);
    car.tells = false;
    const eye = watch(device);
    await sleep(75000);
    check(
      eye.read.metadata.powerSource === 'unknown' && eye.read.state.isCharging,
      `75 s later ${eye.read.state.currentPower} kW (${eye.read.metadata.powerSource}), isCharging ${eye.read.state.isCharging}`,
    );
    const i = await device.order('idle', 190000);
    check(
      i.state === 'completed' && i.result.evidence === 'acknowledged',
      `idle ${ended(i)}: ${i.result?.message ?? i.errorMessage}`,
    );
    check(
      !eye.alarms.size && !charger.count('RemoteStopTransaction'),
      `alarms [${[...eye.alarms]}], stops ${charger.count('RemoteStopTransaction')}`,
    );
  },
  { seconds: 300 },
);
