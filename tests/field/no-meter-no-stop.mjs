// The charger tells nothing but statuses. The ceiling of 1 kW is a zero; it says Charging all along.
// Right: without proof no session is stopped, no LIMIT_NOT_FOLLOWED; what is not known is called so.
import { play, ready, Vehicle, sleep, watch, refusal, alarms } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      keys: { MeterValuesSampledData: '' },
      answers: {
        ChangeConfiguration: () => ({ status: 'Rejected' }),
        TriggerMessage: () => ({ status: 'NotImplemented' }),
      },
    },
    { max_phases: 1 },
  );
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { tells: false, suspends: false });
  await car.begin();
  await sleep(8000);
  const eye = watch(device);
  await device.ceiling(1);
  await sleep(150000);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(!eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(
    eye.read.metadata.powerSource !== 'measured',
    `${eye.read.state.status}, ${eye.read.state.currentPower} kW (${eye.read.metadata.powerSource})`,
  );
});
