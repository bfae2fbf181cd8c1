// Two boxes with one id and no serial number, of two models, from one address; each dials again a second after it was
// cut off.
// Right: told to the operator, and the fight is damped.
import { play, Charger, sleep, within, fresh, rest, report } from './charger.mjs';
await play(async check => {
  const id = fresh('TWIN');
  let live = true;
  const dials = [0, 0];
  let refused = 0;
  const keep = async k => {
    const model = fresh('Box' + k);
    while (live) {
      try {
        const c = new Charger({ id, model, firmware: `${k}.0` });
        await c.connect();
        ++dials[k];
        await c.boot();
        await c.status('Available');
        while (c.line.open && live) await sleep(200);
        c.cut();
      } catch {
        ++refused;
      }
      await sleep(1000);
    }
  };
  keep(0);
  keep(1);
  await sleep(75000);
  const events = (await rest('GET', `/operator/security-events?chargePointId=${id}`)).data,
    page = (await rest('GET', `/operator/charge-points/${id}`)).data;
  live = false;
  check(
    /clash/i.test(JSON.stringify(events)) || page.alarms > 0,
    `security events ${JSON.stringify([...new Set(events?.items?.map(e => e.type))])}, alarms ${page.alarms}`,
  );
  check(dials[0] + dials[1] < 30, `connections in 75 s: ${dials}, refused ${refused}`);
});
