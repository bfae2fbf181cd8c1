// Measured power, but one sample a minute only (the key is read-only). The ceiling is halved and followed within 3 s;
// later idle and charge.
// Right: a value from before the limit proves nothing: no alarm, no further limit, no stop; idle and charge complete.
import { play, ready, Vehicle, sleep, ended, watch } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      {
        keys: { MeterValueSampleInterval: '60' },
        answers: { ChangeConfiguration: () => ({ status: 'Rejected' }) },
      },
      { max_phases: 1 },
    );
    await device.ceiling(7.4);
    const car = new Vehicle(charger, { every: 60000, delay: 3000, suspends: false });
    await car.begin();
    const eye = watch(device);
    await sleep(70000);
    const at = Date.now();
    await device.ceiling(3.7);
    await sleep(58000);
    check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
    check(charger.limits(at).length <= 2, `limits ${charger.story(at)}`);
    check(Math.abs(eye.read.state.currentPower - 3.68) < 0.2, `shown ${eye.read.state.currentPower} kW`);
    const i = await device.order('idle', 95000);
    check(
      i.state === 'completed' && !charger.count('RemoteStopTransaction'),
      `idle ${ended(i)}, stops ${charger.count('RemoteStopTransaction')}, alarms [${[...eye.alarms]}]`,
    );
  },
  { seconds: 240 },
);
