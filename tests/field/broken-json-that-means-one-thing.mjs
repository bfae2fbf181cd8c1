// NULs and a line end behind the message, a byte order mark in front, commas before brackets, +5, .5, a number as id,
// an id of 255 characters.
// Right: each is read and answered; the stop, too.
import { play, ready, energy, sleep, session, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(3000);
  const id = charger.sessions[1];
  await charger.status('Charging');
  const meter = v =>
    `{"connectorId":1,"transactionId":${id},"meterValue":[{"timestamp":"${charger.time()}","sampledValue":[{"value":${v},"measurand":"Energy.Active.Import.Register","unit":"kWh"}]}]}`;
  const out = {};
  const say = async (name, mid, text) => {
    const r = await charger.words(mid, text);
    out[name] = r && !r.error ? 'read' : JSON.stringify(r);
    await sleep(1200);
  };
  await say('nul', 'a1', `[2,"a1","MeterValues",${meter('"3.010"')}]\u0000\u0000`);
  await say('mark', 'a2', `\ufeff[2,"a2","MeterValues",${meter('+3.020')}]\r\n`);
  await say('commas', 'a3', `[2,"a3","MeterValues",${meter('3.030').replace('}]}]', '},]},]')},]`);
  await say('numeric id', 42, `[2,42,"MeterValues",${meter('"3.040"')}]`);
  const long = 'i'.repeat(255);
  await say('255', long, `[2,"${long}","MeterValues",${meter('"3.050"')}]`);
  await say('blanks', 'a6', ` \n\t[ 2 , "a6" , "Heartbeat" , { } ] \n`);
  await say('no payload', 'a7', `[2,"a7","Heartbeat"]`);
  const r = await charger.words(
    's1',
    `[2,"s1","StopTransaction",{"transactionId":${id},"meterStop":+3060,"timestamp":"${charger.time()}","reason":,}]\u0000`,
  );
  const t = await session(charger, id);
  check(
    Object.values(out).every(x => x === 'read'),
    JSON.stringify(out),
  );
  check(
    r && !r.error && t.state === 'ended' && t.energyWh === 60,
    `stop ${JSON.stringify(r)}: ${t.state}, ${t.energyWh} of 60 Wh [${t.flags}]`,
  );
});
