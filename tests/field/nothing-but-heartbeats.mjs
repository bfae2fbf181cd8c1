// After its boot the charger sends heartbeats only, answers all calls with NotImplemented, refuses every key.
// Right: it stays connected, shown with what is known; no storm of calls; `charge` fails in an honest way.
import { play, Charger, Device, sleep, refusal, ended, alarms } from './charger.mjs';
await play(async check => {
  const charger = await new Charger().connect();
  for (const k of Object.keys(charger.answers)) charger.answers[k] = () => refusal('NotImplemented');
  await charger.boot();
  await charger.status('Available');
  const device = await Device.of(charger);
  for (let i = 0; i < 8; ++i) {
    await charger.ask('Heartbeat', {});
    await sleep(8000);
  }
  const calls = charger.heard.length,
    r = await device.read();
  check(
    charger.line.open && r.sync.available && calls < 60,
    `${calls} calls in a minute, link ${charger.line.open ? 'up' : charger.line.closedWith}`,
  );
  const c = await device.order('charge', 70000);
  check(c.state !== 'completed', `charge ${ended(c)}`);
  check(!r.state.isCharging && r.state.currentPower === 0, `${r.state.status}, alarms [${alarms(r)}]`);
});
