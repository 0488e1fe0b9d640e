"""Two streams at once with the async SDK, each printed as it arrives. Run: python examples/async_streaming.py."""

import asyncio

from openai import AsyncOpenAI

from fakeai import FakeAI


async def tell(client: AsyncOpenAI, prompt: str) -> str:
    """Stream one answer, and join what came."""
    pieces: list[str] = []
    stream = await client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}], stream=True
    )
    async for chunk in stream:
        if piece := chunk.choices[0].delta.content:
            print(f"{prompt}: {piece!r}")
            pieces.append(piece)
    return "".join(pieces)


async def main() -> None:
    async with FakeAI() as fake:
        fake.on(user="cat").reply("Cats sleep for most of the day.")
        fake.on(user="dog").reply("Dogs would rather go out.")
        async with AsyncOpenAI(base_url=fake.openai_base_url, api_key="sk-any") as client:
            answers = await asyncio.gather(tell(client, "cat"), tell(client, "dog"))
    print(*answers, sep="\n")


asyncio.run(main())
