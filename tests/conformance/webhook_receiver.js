'use strict';
// A receiver of webhooks on the loopback: keeps what came, byte for byte, and answers as told.

const http = require('node:http');
const https = require('node:https');
const { once } = require('node:events');

class WebhookReceiver {
  // `tls`: { key, cert } of a receiver over https, whose certificate is for localhost.
  static async start(tls) {
    const receiver = new WebhookReceiver(tls);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  received = [];
  // The status for a delivery; nothing: it is never answered.
  statusFor = () => 204;
  #server;
  #origin;

  constructor(tls) {
    const take = (request, response) => this.#take(request, response);
    this.#server = tls ? https.createServer(tls, take) : http.createServer(take);
    this.#origin = tls ? 'https://localhost' : 'http://127.0.0.1';
  }

  get url() { return `${this.#origin}:${this.#server.address().port}/hook`; }

  async #take(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const delivery = { headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
    this.received.push(delivery);
    const status = this.statusFor(delivery, this.received.length);
    if (status) response.writeHead(status).end();
  }

  of(type) { return this.received.filter(({ headers }) => headers['webhook-event'] === type); }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

module.exports = { WebhookReceiver };
