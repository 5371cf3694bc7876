import type { JsonObject, RpcName } from '@stars/contracts';

/** Makes a call of the API for the caller who asks, with the rights and limits of this caller. Errors: those of the call. */
export type AskApi = (method: RpcName, request: JsonObject) => Promise<JsonObject>;
