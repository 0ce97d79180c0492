import { createRequire } from 'node:module';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const require = createRequire(import.meta.url);

/**
 * TypeBox's validator, loaded and compiled for a schema at the first request that needs it: to do
 * so for every route before the hub listens would be a third of its start.
 */
export const lazyValidator: FastifySchemaCompiler<TSchema> = (route) => {
  let validate: ReturnType<FastifySchemaCompiler<TSchema>> | undefined;
  return (value: unknown) => {
    validate ??= provider().TypeBoxValidatorCompiler(route);
    return validate(value);
  };
};

function provider() {
  return require('@fastify/type-provider-typebox') as typeof import('@fastify/type-provider-typebox');
}
