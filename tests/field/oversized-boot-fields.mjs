// BootNotification with fields of 60 to 400 characters, a null and an unknown member.
// Right: accepted, the charger is usable; nothing of it breaks a read.
import { play, Charger, Device, sleep, alarms } from './charger.mjs';
await play(async check => {
  const charger = await new Charger().connect();
  const b = await charger.boot({
    chargePointVendor: 'V'.repeat(60),
    chargePointModel: 'M'.repeat(80),
    chargePointSerialNumber: 'S'.repeat(400),
    firmwareVersion: 'F'.repeat(120),
    iccid: null,
    meterType: '',
    extra: { a: 1 },
  });
  await charger.status('Available');
  const device = await Device.of(charger);
  await sleep(3000);
  const c = await device.ceiling(7.4);
  await sleep(4000);
  check(b?.status === 'Accepted', `boot ${JSON.stringify(b)}`);
  check(c.code === 200 && charger.limit()?.value > 0, `ceiling ${c.code}, told ${charger.story()}`);
});
