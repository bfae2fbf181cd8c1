'use strict';
// The OpenAPI document of a gateway, and a third party's judgement on exchanges with it.

const Ajv2020 = require('ajv/dist/2020').default;

const escaped = (text) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
const pointer = (...words) => `document#/${words.map(escaped).join('/')}`;

// A test that writes events into the storage itself gives them short ids and stand-ins for bodies.
const isStandIn = ({ id }) => id.length < 12;

// Longest literal match first: /webhooks/events is no webhook of the id "events".
const literals = (path) => path.split('/').filter((word) => !word.startsWith('{')).length;

class ApiDocument {
  #validators = new Map();
  #ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });

  constructor(document) {
    this.document = document;
    this.#ajv.addSchema(document, 'document');
    this.paths = Object.keys(document.paths).sort((a, b) => literals(b) - literals(a));
  }

  // Every operation as { path, method, operation }.
  operations() {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  }

  pathOf(target) {
    const words = target.split('?')[0].split('/');
    return this.paths.find((path) => {
      const pattern = path.split('/');
      return pattern.length === words.length &&
        pattern.every((word, i) => (word.startsWith('{') ? words[i] !== '' : word === words[i]));
    });
  }

  resolved(value) {
    if (!value?.$ref) return value;
    return value.$ref.slice(2).split('/').reduce((at, word) => at[word], this.document);
  }

  // What speaks against a value of that schema, as one text; empty: nothing.
  faultsOf(reference, value) {
    if (!this.#validators.has(reference)) this.#validators.set(reference, this.#ajv.compile({ $ref: reference }));
    const validate = this.#validators.get(reference);
    return validate(value) ? '' : this.#ajv.errorsText(validate.errors);
  }

  // What the document has against one exchange { method, target, request, status, contentType, body }; empty: nothing.
  faultsOfExchange(exchange) {
    if (exchange.method === 'HEAD') return []; // a GET without its body
    const path = this.pathOf(exchange.target);
    const method = exchange.method.toLowerCase();
    const operation = path && this.document.paths[path][method];
    if (!operation) return this.#faultsOfStranger(exchange, path);
    const faults = [this.#faultsOfResponse(exchange, path, method, operation)];
    if (exchange.status < 300) faults.push(this.#faultsOfRequest(exchange, path, method, operation));
    if (exchange.status < 300 && operation.operationId === 'listStoredEvents') faults.push(this.#faultsOfEvents(exchange));
    return faults.filter(Boolean).map((fault) => `${exchange.method} ${exchange.target} ${exchange.status}: ${fault}`);
  }

  // Where nothing is described: a refusal of a form that is.
  #faultsOfStranger({ method, target, status, body }, path) {
    const code = parsed(body)?.error?.code;
    const where = `${method} ${target} ${status} ${code}: `;
    const isExpected = path ? status >= 400 : status >= 400 && status !== 405;
    if (!isExpected) return [`${where}is not described`];
    const name = `Failure_${code}`;
    if (!this.document.components.schemas[name]) return [`${where}is no described failure`];
    const faults = this.faultsOf(pointer('components', 'schemas', name), parsed(body));
    return faults ? [where + faults] : [];
  }

  #faultsOfResponse({ status, contentType, body }, path, method, operation) {
    const given = operation.responses[status];
    if (!given) return `the status is not described: ${body}`;
    const [type] = (contentType ?? '').split(';');
    const content = this.resolved(given).content;
    if (!content?.[type]) return `the type "${type}" is not described`;
    if (type !== 'application/json') return '';
    const value = parsed(body);
    if (value === undefined) return 'the body is no JSON';
    const place = given.$ref ? `document${given.$ref}/content/${escaped(type)}/schema`
      : pointer('paths', path, method, 'responses', String(status), 'content', type, 'schema');
    const faults = this.faultsOf(place, value);
    return faults && `${faults}: ${body}`;
  }

  // Each event is what the section webhooks says of its type.
  #faultsOfEvents({ body }) {
    return parsed(body).data.items.filter((event) => !isStandIn(event)).map((event) => {
      const place = pointer('webhooks', event.type, 'post', 'requestBody', 'content', 'application/json', 'schema');
      const faults = this.document.webhooks[event.type] ? this.faultsOf(place, event.body) : 'is not described';
      return faults && `${event.type} ${faults}: ${JSON.stringify(event.body)}`;
    }).join('');
  }

  // What was taken has to be something that the document lets a client send.
  #faultsOfRequest({ target, request }, path, method, operation) {
    const faults = this.#faultsOfQuery(target, operation);
    if (faults || !request) return faults;
    if (!operation.requestBody) return request === '{}' ? '' : `a body was taken that is not described: ${request}`;
    const place = pointer('paths', path, method, 'requestBody', 'content', 'application/json', 'schema');
    const why = this.faultsOf(place, parsed(request));
    return why && `what was taken is more than is described: ${why}: ${request}`;
  }

  #faultsOfQuery(target, operation) {
    const described = (operation.parameters ?? []).map((each) => this.resolved(each)).filter((each) => each.in === 'query');
    const sent = new URLSearchParams(target.split('?')[1] ?? '');
    return described.filter(({ name }) => sent.has(name)).map(({ name, schema }) => {
      const { type } = this.resolved(schema);
      const text = sent.get(name);
      if (type === 'integer' && !/^\d+$/.test(text)) return `${name}=${text} was taken`;
      if (type === 'boolean' && !/^(true|false)$/.test(text)) return `${name}=${text} was taken`;
      return '';
    }).join('');
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

module.exports = { ApiDocument };
