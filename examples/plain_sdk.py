"""The official OpenAI SDK against a fake: only the base URL is different. Run: python examples/plain_sdk.py."""

from openai import OpenAI

from fakeai import FakeAI

with FakeAI() as fake:
    fake.on(user="capital of France").reply("Paris.")

    client = OpenAI(base_url=fake.openai_base_url, api_key="sk-any-key-will-do")
    completion = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "What is the capital of France?"}],
    )

    print("the model said:", completion.choices[0].message.content)
    print("and was asked:", fake.calls[0].user)
