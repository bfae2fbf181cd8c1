// A websocket, client side: as much of RFC 6455 as a charge point needs.
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { target } from './scene.mjs';

export class Socket {
  constructor(tcp, rest) {
    Object.assign(this, {
      tcp,
      open: true,
      pending: Buffer.alloc(0),
      parts: [],
      onText: () => {},
      onEnd: () => {},
    });
    tcp.on('data', bytes => this.#read(bytes));
    tcp.on('error', () => {});
    tcp.on('close', () => {
      this.open = false;
      this.onEnd();
    });
    setImmediate(() => this.#read(rest));
  }
  static dial(identity, { protocol = 'ocpp1.6', headers = {}, from } = {}) {
    const url = new URL(target.ocpp);
    const lines = {
      Host: url.host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...(protocol && { 'Sec-WebSocket-Protocol': protocol }),
      ...headers,
    };
    return new Promise((take, fail) => {
      const tcp = connect({ port: Number(url.port), host: url.hostname, localAddress: from });
      let head = Buffer.alloc(0);
      tcp.on('error', fail);
      tcp.once('close', () => fail(new Error('closed during the handshake')));
      tcp.once('connect', () =>
        tcp.write(
          `GET ${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(identity)} HTTP/1.1\r\n` +
            Object.entries(lines)
              .map(([k, v]) => `${k}: ${v}\r\n`)
              .join('') +
            '\r\n',
        ),
      );
      const onHead = bytes => {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        tcp.removeListener('data', onHead);
        const first = head.toString('latin1').split('\r\n', 1)[0];
        if (!first.startsWith('HTTP/1.1 101')) {
          tcp.destroy();
          fail(new Error(first));
          return;
        }
        take(new Socket(tcp, head.subarray(end + 4)));
      };
      tcp.on('data', onHead);
    });
  }
  #read(bytes) {
    this.pending = Buffer.concat([this.pending, bytes]);
    while (this.pending.length >= 2) {
      const short = this.pending[1] & 0x7f,
        header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.pending.length < header) return;
      const size =
        short < 126
          ? short
          : short === 126
            ? this.pending.readUInt16BE(2)
            : Number(this.pending.readBigUInt64BE(2));
      if (this.pending.length < header + size) return;
      const code = this.pending[0] & 0x0f,
        last = this.pending[0] & 0x80;
      const body = Buffer.from(this.pending.subarray(header, header + size));
      this.pending = this.pending.subarray(header + size);
      if (code <= 2) {
        this.parts.push(body);
        if (last) {
          const whole = Buffer.concat(this.parts).toString();
          this.parts = [];
          this.onText(whole);
        }
      } else if (code === 8) {
        this.closedWith = size >= 2 ? body.readUInt16BE(0) : 1005;
        this.tcp.end();
      } else if (code === 9) this.#write(0x8a, body);
    }
  }
  #write(first, body) {
    if (!this.open) return;
    const mask = randomBytes(4),
      masked = Buffer.allocUnsafe(body.length);
    for (let i = 0; i < body.length; ++i) masked[i] = body[i] ^ mask[i % 4];
    let header;
    if (body.length < 126) header = Buffer.from([first, 0x80 | body.length]);
    else if (body.length < 0x10000) {
      header = Buffer.alloc(4);
      header[0] = first;
      header[1] = 0xfe;
      header.writeUInt16BE(body.length, 2);
    } else {
      header = Buffer.alloc(10);
      header[0] = first;
      header[1] = 0xff;
      header.writeBigUInt64BE(BigInt(body.length), 2);
    }
    this.tcp.write(Buffer.concat([header, mask, masked]));
  }
  send(text) {
    this.#write(0x81, Buffer.from(text));
  }
  pieces(text, size) {
    // one message in several frames
    const all = Buffer.from(text);
    for (let at = 0; at < all.length; at += size)
      this.#write((at + size >= all.length ? 0x80 : 0) | (at ? 0 : 1), all.subarray(at, at + size));
  }
  cut() {
    this.open = false;
    this.tcp.destroy();
  }
}
