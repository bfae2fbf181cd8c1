// Paused by `idle` at 0 A; the gateway is killed and comes back 10 s before the charger does (no boot).
// Right: the read says 0 from the start (assumed, then acknowledged), the pause is kept, `charge` works.
import { play, ready, Vehicle, sleep, ended, within } from './charger.mjs';
import { OwnGateway } from './own-gateway.mjs';
await play(async check => {
  if (!OwnGateway.possible()) return check(true, 'skipped: no GATEWAY_BIN');
  const gateway = await new OwnGateway().start();
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 4000 });
  await car.begin();
  await sleep(10000);
  const i = await device.order('idle', 60000);
  await sleep(3000);
  await gateway.kill();
  await sleep(2000);
  await gateway.start();
  const away = await device.read();
  await sleep(8000);
  await charger.connect();
  await sleep(1000);
  const back = await device.read();
  await sleep(25000);
  const later = await device.read();
  check(i.state === 'completed' && car.amps === 0, `idle ${ended(i)}, draws ${car.amps} A`);
  check(
    away.state.powerRateLimit === 0 &&
      away.state.maxCurrent === 0 &&
      away.metadata.limitSource === 'assumed' &&
      !away.sync.available,
    `before the charger is back: ${away.state.powerRateLimit} kW, ${away.state.maxCurrent} A, ${away.metadata.limitSource}, ${away.metadata.source}`,
  );
  check(
    back.state.powerRateLimit === 0 &&
      later.state.powerRateLimit === 0 &&
      later.metadata.limitSource === 'acknowledged',
    `then ${back.state.powerRateLimit}, ${later.state.powerRateLimit} kW ${later.metadata.limitSource}, ${later.state.status}`,
  );
  const c = await device.order('charge', 60000);
  await sleep(6000);
  check(c.state === 'completed' && car.amps > 30, `charge ${ended(c)}, draws ${car.amps} A`);
});
