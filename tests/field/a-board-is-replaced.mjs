// A charger boots six times in a minute (same serial), then comes with a new firmware, then once with a new serial
// number (a new board).
// Right: no IDENTITY_CLASH, it is let in each time, and its ceiling is told to the new board.
import { play, ready, sleep, watch, rest, within } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  const eye = watch(device, 1000);
  for (let i = 0; i < 6; ++i) {
    await charger.boot({ chargePointSerialNumber: 'OLD-1' });
    await charger.status('Available');
    charger.cut();
    await sleep(5000);
    await charger.connect();
  }
  charger.firmware = '1.1';
  await charger.boot({ chargePointSerialNumber: 'OLD-1' });
  await charger.status('Available');
  await sleep(4000);
  charger.cut();
  charger.profiles = [];
  await sleep(6000);
  await charger.connect();
  await charger.boot({ chargePointSerialNumber: 'NEW-7' });
  await charger.status('Available');
  await within(30000, () => charger.limit()?.value <= 20);
  check(charger.limit()?.value <= 20, `the new board was told ${JSON.stringify(charger.limit())}`);
  await sleep(5000);
  const events = (await rest('GET', `/operator/security-events?chargePointId=${charger.id}`)).data;
  check(
    ![...eye.alarms].includes('IDENTITY_CLASH') && !/clash/i.test(JSON.stringify(events)),
    `alarms [${[...eye.alarms]}], security events ${JSON.stringify(events?.items?.map(e => e.type))}`,
  );
  check(charger.line.open, 'the link is up');
});
